import { secretKeys } from '../../../shared/aws/secrets/secret-keys.ts';
import { waysOutBook } from '../../../shared/aws/tenants/ways-out-book.ts';
import { secretBox } from '../../../shared/secrets/secret-box.ts';
import type { Pipeline } from '../../program.ts';
import type { WayOutIo } from './way-out.ts';

/** Tools of the commands on ways out. */
export const openWayOutTools = ({
  target,
  clients,
  clock,
  streams,
}: Pipeline): Pick<WayOutIo, 'streams' | 'book' | 'seal' | 'now'> => ({
  streams,
  book: waysOutBook(clients.documents, target.tables.tenants),
  seal: secretBox(secretKeys(target.secretsKey, target.connection.region)).seal,
  now: clock.now,
});
