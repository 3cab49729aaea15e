import { SecretFailure } from '../../../shared/secrets/secret-failure.ts';
import type { DescribedCredentials } from '../../../shared/tenants/credentials.ts';
import type { DescribedKeys } from '../../../shared/tenants/ports.ts';
import { type KeyPorts, setKeys } from '../../../shared/tenants/set-keys.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { type Detail, printDetails } from '../../terminal/details.ts';
import { isTenantId } from './tenant-id.ts';

export interface KeyIo extends CommandIo, KeyPorts {
  /** Undefined when it was broken off. */
  readonly readSecret: () => Promise<string | undefined>;
  /** Where STS is asked, and what set it, for a message; undefined for AWS's own. */
  readonly stsAddress?: string | undefined;
}

export interface SetKeyOptions {
  /** Region of SES in the account of the key. */
  readonly sesRegion: string;
  readonly accessKeyId: string;
  readonly endpoint?: string;
  readonly dropPrevious?: boolean;
  readonly json?: boolean;
}

/**
 * Sets the access key that a tenant's mail is signed with, after AWS has said whose it is.
 *
 * @returns exit code; 3 when the key is refused
 */
export const setKey = async (
  tenantId: string,
  { sesRegion: region, accessKeyId, endpoint, dropPrevious, json = false }: SetKeyOptions,
  io: KeyIo,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  const secretAccessKey = await io.readSecret();
  if (secretAccessKey === undefined) {
    io.printError('No secret was given; nothing is changed.');
    return exitCodes.usage;
  }
  const wish = { region, endpoint, accessKeyId, secretAccessKey, dropPrevious };
  try {
    const result = await setKeys(io, tenantId, wish);
    switch (result.kind) {
      case 'refused':
        for (const problem of result.problems) io.printError(problem);
        return exitCodes.wrong;
      case 'conflict':
        io.printError(
          'Others keep changing the keys of this tenant. Look at them, then try again.',
        );
        return exitCodes.failed;
      case 'unreachable':
        io.printError(
          `AWS cannot be asked whose key this is: ${io.stsAddress ?? `STS in ${region} (--ses-region)`} does not answer (${result.code}). Try again.`,
        );
        return exitCodes.failed;
      case 'stored':
      case 'unchanged':
        show(tenantId, result, json, io, result.kind);
        return exitCodes.fine;
      default:
        return result satisfies never;
    }
  } catch (error) {
    if (!(error instanceof SecretFailure)) throw error;
    io.printError(error.message);
    return exitCodes.failed;
  }
};

export interface KeyOptions {
  readonly json?: boolean;
}

/** Shows which key a tenant has, and how old it is. */
export const showKey = async (
  tenantId: string,
  { json = false }: KeyOptions,
  io: KeyIo,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  const described = await io.credentials.read(tenantId);
  if (described === undefined) return hasNone(tenantId, io);
  show(tenantId, described, json, io);
  return exitCodes.fine;
};

/** Forgets the keys of a tenant, and the account with them unless it has a role too. */
export const removeKey = async (
  tenantId: string,
  { json = false }: KeyOptions,
  io: KeyIo,
): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  if (!(await io.credentials.remove(tenantId))) return hasNone(tenantId, io);
  io.print(json ? JSON.stringify({ tenantId, removed: true }) : `${tenantId}  removed`);
  return exitCodes.fine;
};

const hasNone = (tenantId: string, io: KeyIo): number => {
  io.printError(`Tenant ${tenantId} has no access key.`);
  return exitCodes.wrong;
};

const show = (
  tenantId: string,
  { ses, credentials }: DescribedKeys,
  json: boolean,
  io: KeyIo,
  outcome?: string,
): void => {
  if (json) {
    io.print(JSON.stringify({ tenantId, ...(outcome && { outcome }), ses, credentials }));
    return;
  }
  const title = [tenantId, ...(outcome === undefined ? [] : [outcome])];
  printDetails(
    title.map((text) => ({ text })),
    [{ label: 'account', text: `${ses.account} ${ses.region}` }, ...detailsOf(credentials)],
    io,
  );
};

const detailsOf = ({
  accessKeyId,
  setAt,
  ageDays,
  previous,
}: DescribedCredentials): readonly Detail[] => [
  { label: 'key', text: `${accessKeyId}  set ${setAt}, ${ageDays} days ago` },
  ...(previous === undefined
    ? []
    : [
        {
          label: 'key before',
          text: `${previous.accessKeyId}  set ${previous.setAt}, in use until ${previous.until}`,
        },
      ]),
];
