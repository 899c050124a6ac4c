import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // A hang guard, not a timing: no test is expected to come near it.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
