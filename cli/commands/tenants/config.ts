import { decodeUtf8 } from '../../../shared/email/decode-utf8.ts';
import { describeIssues } from '../../../shared/email/describe-issues.ts';
import { SecretFailure } from '../../../shared/secrets/secret-failure.ts';
import { communicationConfigSchema } from '../../../shared/tenants/communication-config.ts';
import { readConfig } from '../../../shared/tenants/read-config.ts';
import { type ConfigPorts, replaceConfig } from '../../../shared/tenants/replace-config.ts';
import { type CommandIo, exitCodes } from '../../command-io.ts';
import { isTenantId } from './tenant-id.ts';

export interface ConfigIo extends CommandIo {
  readonly config: ConfigPorts;
  /** Bytes of a file. @throws when it cannot be read */
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

/**
 * `ses-pipeline tenants config show TENANT`: the configuration document, as JSON; no secret.
 *
 * @returns 0; 2 when the tenant cannot be one
 */
export const showConfig = async (tenantId: string, io: ConfigIo): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  io.print(JSON.stringify(await readConfig(io.config, tenantId), undefined, 2));
  return exitCodes.fine;
};

/**
 * `ses-pipeline tenants config put TENANT FILE`: puts the document in a file in place of the one
 * before.
 *
 * @returns 0; 1 when a service does not answer; 2 when the tenant or the file cannot be one; 3 when
 * the document is refused: then nothing is changed
 */
export const putConfig = async (tenantId: string, path: string, io: ConfigIo): Promise<number> => {
  if (!isTenantId(tenantId, io)) return exitCodes.usage;
  const json = await readJson(path, io);
  if (json.kind === 'none') return exitCodes.usage;
  const read = communicationConfigSchema.safeParse(json.value);
  if (!read.success) {
    for (const problem of describeIssues(read.error.issues, json.value, 'document'))
      io.printError(problem);
    return exitCodes.wrong;
  }
  try {
    const change = await replaceConfig(io.config, tenantId, read.data);
    switch (change.kind) {
      case 'done':
        return showConfig(tenantId, io);
      case 'refused':
        for (const problem of change.problems) io.printError(problem);
        return exitCodes.wrong;
      case 'conflict':
        io.printError('Others keep changing this tenant. Look at it, then try again.');
        return exitCodes.failed;
      case 'unreachable':
        io.printError('AWS cannot be asked whose the key is. Try again.');
        return exitCodes.failed;
      default:
        return change satisfies never;
    }
  } catch (error) {
    if (!(error instanceof SecretFailure)) throw error;
    io.printError(error.message);
    return exitCodes.failed;
  }
};

type Json = { readonly kind: 'json'; readonly value: unknown } | { readonly kind: 'none' };

const readJson = async (path: string, io: ConfigIo): Promise<Json> => {
  const bytes = await io.readFile(path).catch(() => undefined);
  const decoded = bytes === undefined ? noFile : decodeUtf8(bytes);
  if (decoded.kind === 'unreadable') {
    io.printError(`The file ${decoded.problem}.`);
    return { kind: 'none' };
  }
  try {
    return { kind: 'json', value: JSON.parse(decoded.text) };
  } catch {
    io.printError('The file is no JSON; correct it.');
    return { kind: 'none' };
  }
};

const noFile = { kind: 'unreadable', problem: 'cannot be read; name one that is there' } as const;
