/** A key that always works, for those who only want to try the sandbox. */
export const SANDBOX_KEY = "test_sandbox";
