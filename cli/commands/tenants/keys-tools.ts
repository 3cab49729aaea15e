import { accessKeyBook } from '../../../shared/aws/access-keys/access-key-book.ts';
import { secretKeys } from '../../../shared/aws/secrets/secret-keys.ts';
import { secretBox } from '../../../shared/secrets/secret-box.ts';
import { randomBelow } from '../../../shared/system/clock.ts';
import type { Pipeline } from '../../program.ts';
import type { KeysIo } from './keys.ts';

/** Tools of the commands on access keys. */
export const openKeysTools = ({
  target,
  clients,
  clock,
  streams,
}: Pipeline): Pick<KeysIo, 'streams' | 'keys' | 'region' | 'now'> => ({
  streams,
  keys: accessKeyBook(
    { documents: clients.documents, table: target.tables.accessKeys },
    {
      seal: secretBox(secretKeys(target.secretsKey, target.connection.region)).seal,
      randomBelow,
      now: clock.now,
    },
  ),
  region: () => clients.dynamodb.config.region(),
  now: clock.now,
});
