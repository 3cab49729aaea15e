import { randomBytes } from 'node:crypto';
import { keyRings } from '../../../shared/aws/unsubscribe/key-rings.ts';
import type { CommandIo } from '../../command-io.ts';
import type { Pipeline } from '../../program.ts';
import type { SecretsIo } from './secrets.ts';

/** Tools of the commands on the secrets of unsubscribe links. */
export const openSecretsTools = ({
  target,
  clients,
  clock,
}: Pipeline): Omit<SecretsIo, keyof CommandIo> => ({
  rings: keyRings(clients.documents, target.tables.ledger),
  newSecret: randomBytes,
  now: clock.now,
});
