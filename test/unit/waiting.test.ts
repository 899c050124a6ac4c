import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bar, waitingFor } from "../../src/cli/waiting.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function terminal(isTTY: boolean) {
  const written: string[] = [];
  return { stream: { isTTY, write: (text: string) => written.push(text) }, written };
}

describe("what is shown while a call goes on", () => {
  it("is nothing for a call that is done soon", () => {
    const { stream, written } = terminal(true);
    const waiting = waitingFor("upload_file", stream);
    vi.advanceTimersByTime(300);
    waiting.end();
    vi.advanceTimersByTime(1_000);
    expect(written).toEqual([]);
  });

  it("is nothing where nobody looks", () => {
    const { stream, written } = terminal(false);
    waitingFor("upload_file", stream);
    vi.advanceTimersByTime(5_000);
    expect(written).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is the progress, on a line that is empty in the end", () => {
    const { stream, written } = terminal(true);
    const waiting = waitingFor("upload_file", stream);
    waiting.progress(50, 100);
    vi.advanceTimersByTime(600);
    expect(written.at(-1)).toContain(`upload_file ${bar(50, 100)}`);
    waiting.end();
    expect(written.at(-1)).toBe("\r\u001b[K");
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a bar", () => {
  it.each([
    [0, 100, "[------------------------]   0 %"],
    [50, 100, "[############------------]  50 %"],
    [999, 1000, "[########################]  99 %"],
    [200, 100, "[########################] 100 %"],
    [0, 0, "[########################] 100 %"],
  ])("%d of %d is %s", (done, total, expected) => {
    expect(bar(done, total)).toBe(expected);
  });
});
