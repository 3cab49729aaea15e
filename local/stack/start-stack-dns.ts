import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { answerQuestion } from '../dns/answer-question.ts';
import { readZone } from '../dns/read-zone.ts';
import { sesRecords } from '../dns/ses-records.ts';
import { type NameServerReply, startNameServer } from '../dns/start-name-server.ts';
import { zoneText } from '../dns/zone-text.ts';
import type { StackContext } from './stack-context.ts';

/** The name server of a stack. */
export interface StackDns {
  /** `127.0.0.1:5353`, by UDP and TCP. */
  readonly address: string;
  /** File with the records that it has, which a user may change at any time. */
  readonly zoneFile: string;
}

/**
 * Starts the name server of the stack. It has the records in the file `zone` of the stack's
 * directory, which begins with those of the verified identities, and those that SES publishes.
 *
 * @param identities - verified at the start
 */
export const startStackDns = async (
  { directory, region, onProblem, teardown }: StackContext,
  identities: readonly string[],
): Promise<StackDns> => {
  const zoneFile = resolve(join(directory, 'zone'));
  await writeFile(zoneFile, zoneText(identities, region));
  let told = '';
  const readRecords = async () => {
    try {
      return readZone(await readFile(zoneFile, 'utf8'));
    } catch (error) {
      const problem = `${zoneFile}: ${error instanceof Error ? error.message : 'it cannot be read'}`;
      if (problem !== told) onProblem(problem);
      told = problem;
      return undefined;
    }
  };
  const server = await startNameServer({
    reply: async ({ name, type }): Promise<NameServerReply> => {
      const records = await readRecords();
      return records === undefined
        ? { kind: 'answer', code: 'SERVFAIL', records: [] }
        : { kind: 'answer', ...answerQuestion([...records, ...sesRecords(region)], name, type) };
    },
  });
  teardown.add(server.close);
  return { address: server.address, zoneFile };
};
