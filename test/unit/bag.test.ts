import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bag } from "../../src/scale/bag.ts";

describe("a bag", () => {
  it("holds what was put in and not yet taken out, whatever the order", () => {
    const step = fc.record({ add: fc.boolean(), item: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const items = Array.from({ length: 10 }, () => ({ place: -1 }));
        const bag = new Bag<{ place: number }>();
        const expected = new Set<{ place: number }>();
        for (const { add, item: index } of steps) {
          const item = items[index];
          if (item === undefined || (add && expected.has(item))) continue;
          if (add) bag.add(item);
          else bag.delete(item);
          if (add) expected.add(item);
          else expected.delete(item);
          expect(new Set(bag.all())).toEqual(expected);
          expect(bag.all()).toHaveLength(expected.size);
        }
      }),
    );
  });
});
