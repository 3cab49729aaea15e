import { X509Certificate } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { resolve } from 'node:path';

/** Certificate of the doors on this machine, and the file that clients may trust. */
export interface LocalCertificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** Absolute path of the certificate, which is its own authority. */
  readonly caFile: string;
}

/** Names of this machine, by which clients always may call a door. */
const names = ['localhost', '127.0.0.1'] as const;

const lifetimeMs = 365 * 86_400_000;
/** It is made anew when less than this is left of it; ms. */
const leastLeftMs = 30 * 86_400_000;

/**
 * A certificate for this machine, made once and kept in the stack's directory: the key in a file
 * that only its owner reads.
 *
 * @param host - a further name or address that it is for
 */
export const localCertificate = async (
  directory: string,
  nowMs: number,
  host: string = names[1],
): Promise<LocalCertificate> => {
  const [caFile, keyFile] = [resolve(directory, 'ca.pem'), resolve(directory, 'tls-key.pem')];
  const kept = await read(caFile, keyFile);
  if (kept !== undefined && isFresh(kept.cert, nowMs, host)) return { ...kept, caFile };
  const made = await make(nowMs, host);
  await writeFile(keyFile, made.key, { mode: 0o600 });
  await writeFile(caFile, made.cert);
  return { ...made, caFile };
};

type Pair = Pick<LocalCertificate, 'cert' | 'key'>;

const read = async (caFile: string, keyFile: string): Promise<Pair | undefined> => {
  const [cert, key] = await Promise.all(
    [caFile, keyFile].map((file) => readFile(file, 'utf8').catch(() => undefined)),
  );
  return cert === undefined || key === undefined ? undefined : { cert, key };
};

const isFresh = (cert: string, nowMs: number, host: string): boolean => {
  try {
    const kept = new X509Certificate(cert);
    const isFor = isIP(host) === 0 ? kept.checkHost(host) : kept.checkIP(host);
    return isFor !== undefined && Date.parse(kept.validTo) - nowMs > leastLeftMs;
  } catch {
    return false;
  }
};

/** The library takes a while to load, so it is loaded only here. */
const make = async (nowMs: number, host: string): Promise<Pair> => {
  const { generate } = await import('selfsigned');
  const all = [...new Set<string>([...names, host])];
  const { private: key, cert } = await generate([{ name: 'commonName', value: names[0] }], {
    ...{ keyType: 'ec', algorithm: 'sha256' },
    notBeforeDate: new Date(nowMs - 86_400_000),
    notAfterDate: new Date(nowMs + lifetimeMs),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: all.map((name) =>
          isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name },
        ),
      },
    ],
  });
  return { key, cert };
};
