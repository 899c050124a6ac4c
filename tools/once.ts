/** What is built when it is first asked for, such as a schema: a start needs none, and all of them would take a tenth of it. */
export function once<Value>(build: () => Value): () => Value {
  let built: { readonly value: Value } | undefined;
  return () => {
    built ??= { value: build() };
    return built.value;
  };
}
