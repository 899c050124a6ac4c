/** Resolves with the signal that ends the process. */
export const signalled = () =>
  new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve(name));
  });
