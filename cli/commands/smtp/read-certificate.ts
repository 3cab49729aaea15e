import { createSecureContext } from 'node:tls';
import type { Certificate } from '../../../doors/smtp/ports.ts';
import type { CommandIo } from '../../command-io.ts';

/** Where a certificate comes from: files, variables, or the local stack. */
export interface CertificateSources {
  readonly cert?: string;
  readonly key?: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Certificate of the local stack; undefined on a stage. */
  readonly localCertificate: () => Promise<Certificate | undefined>;
  readonly readFile: (path: string) => Promise<string>;
}

const none =
  'No certificate: give --cert and --key, or the variables SMTP_CERTIFICATE and SMTP_PRIVATE_KEY with PEM in them. Only the local stack has one of its own.';

/** Reads the certificate and proves that its key fits; says what is wrong, and gives undefined then. */
export const readCertificate = async (
  sources: CertificateSources,
  io: Pick<CommandIo, 'printError'>,
): Promise<Certificate | undefined> => {
  try {
    const certificate = await find(sources);
    if (certificate === undefined) io.printError(none);
    else createSecureContext({ ...certificate });
    return certificate;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    io.printError(
      `The certificate or its key cannot be used (${code}). Give both in PEM, unencrypted.`,
    );
    return undefined;
  }
};

const find = async ({
  cert,
  key,
  environment,
  localCertificate,
  readFile,
}: CertificateSources): Promise<Certificate | undefined> => {
  if (cert !== undefined && key !== undefined)
    return { cert: await readFile(cert), key: await readFile(key) };
  if (cert !== undefined || key !== undefined) return undefined;
  const { SMTP_CERTIFICATE, SMTP_PRIVATE_KEY } = environment;
  return SMTP_CERTIFICATE && SMTP_PRIVATE_KEY
    ? { cert: SMTP_CERTIFICATE, key: SMTP_PRIVATE_KEY }
    : localCertificate();
};
