import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["frameworks/*.test.ts", "packages/*.test.ts"],
    testTimeout: 30_000,
  },
});
