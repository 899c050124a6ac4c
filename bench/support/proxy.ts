import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Agent, request } from "undici";
import { ended, freePort, launch, pause, pidOf, scratch } from "./processes.ts";

export interface Proxy {
  readonly pid: number;
  readonly url: string;
  /** By which clients know its certificate. */
  readonly ca: string;
  end(): Promise<void>;
}

/** nginx as deploy/ has it, on other ports and with a certificate of its own, before one replica or two. */
export async function startProxy(replicas: readonly string[]): Promise<Proxy> {
  const [one = "", two] = replicas.map((url) => new URL(url).host);
  const port = await freePort();
  const directory = join(scratch, `nginx-${port}`);
  mkdirSync(directory);
  // The workers of one that root started are somebody else, and must get to their files.
  chmodSync(scratch, 0o711);
  const [certificate, privateKey] = [join(directory, "tls.crt"), join(directory, "tls.key")];
  const made = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync("openssl", ["req", ...made, "-keyout", privateKey, "-out", certificate, ...name], {
    stdio: "ignore",
  });
  const substitutions: readonly (readonly [string, string])[] = [
    ["server replica1:3000", `server ${one}`],
    two === undefined ? ["server replica2:3000 max_fails=0;", ""] : ["server replica2:3000", `server ${two}`],
    ["listen 8443", `listen 127.0.0.1:${port}`],
    ["/certs/tls", join(directory, "tls")],
    ["/tmp/nginx", join(directory, "nginx")],
    ["/dev/stderr", join(directory, "error.log")],
  ];
  const shipped = readFileSync(new URL("../../deploy/nginx.conf", import.meta.url), "utf8");
  const configuration = substitutions.reduce((text, [there, here]) => {
    if (!text.includes(there)) throw new Error(`deploy/nginx.conf has no ${there}`);
    return text.replaceAll(there, here);
  }, shipped);
  writeFileSync(join(directory, "nginx.conf"), configuration);
  const child = launch("nginx", ["-c", join(directory, "nginx.conf"), "-g", "daemon off;"], {}, "ignore");
  const ca = readFileSync(certificate, "utf8");
  const agent = new Agent({ connect: { ca } });
  const url = `https://127.0.0.1:${port}/mcp`;
  const end = performance.now() + 10_000;
  while (performance.now() < end) {
    const answer = await request(new URL("/", url), { dispatcher: agent }).catch(() => undefined);
    await answer?.body.dump();
    if (answer?.statusCode === 404) {
      await agent.destroy();
      return { pid: pidOf(child), url, ca, end: () => ended(child, { term: 0, kill: 5_000 }) };
    }
    await pause(50);
  }
  throw new Error(`nginx did not get ready: see ${directory}/error.log`);
}
