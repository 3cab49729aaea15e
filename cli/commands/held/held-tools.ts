import { connectObjects } from '../../../shared/aws/clients/connect.ts';
import { messageTable } from '../../../shared/aws/messages/message-table.ts';
import { heldStore } from '../../../shared/aws/objects/held-mail.ts';
import { queueUrl } from '../../../shared/aws/queues/queue-url.ts';
import { putBackOn } from '../../../shared/aws/queues/queues.ts';
import { tenantAccounts } from '../../../shared/aws/tenants/tenant-accounts.ts';
import { listHeldByPause } from '../../../shared/held/list-held-by-pause.ts';
import type { ReleaseHeld } from '../../../shared/held/ports.ts';
import { releaseHeld } from '../../../shared/held/release-held.ts';
import { type TellUnreadable, UnreadableItem } from '../../../shared/system/unreadable-item.ts';
import { type Pauses, withPausesOfAll } from '../../../shared/tenants/pauses.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import { payloadBucketOf } from '../../payload-bucket.ts';
import type { Pipeline } from '../../program.ts';
import { knowsTenant } from '../tenants/known-tenant.ts';
import type { ListHeldIo, ReleaseIo } from './held.ts';

/** Tools of the commands on held mail. */
export const openHeldTools = async (
  { target, clients: { sqs, documents }, clock: { now }, streams }: Pipeline,
  tellUnreadable: TellUnreadable,
): Promise<
  Pick<ListHeldIo, 'streams' | 'listHeld' | 'knowsTenant'> &
    Pick<ReleaseIo, 'findPauses' | 'releaseHeld'> & {
      /** Releases only mail that was held because of a pause. */
      readonly releasePaused: ReleaseHeld;
    }
> => {
  const [transactional, bulk] = await Promise.all([
    queueUrl(sqs, target.queues.transactional),
    queueUrl(sqs, target.queues.bulk),
  ]);
  const store = heldStore(
    connectObjects(target.connection),
    await payloadBucketOf({ ...target, queues: { ...target.queues, transactional } }, sqs),
  );
  const tenants = tenantAccounts(documents, target.tables.tenants, () => undefined);
  const release = async () => ({
    ...store,
    streams: await streams(),
    putBack: { transactional: putBackOn(sqs, transactional, now), bulk: putBackOn(sqs, bulk, now) },
    clock: { now },
  });
  const messages = messageTable(documents, target.tables.messages, now);
  return {
    streams,
    listHeld: store.listHeld,
    knowsTenant: knowsTenant({ documents, streams }, target, now),
    findPauses: async (tenantId) => {
      const found = await tenants.find([tenantId, everyTenant]);
      const itemOf = (id: string) => {
        const one = found.get(id);
        if (one instanceof UnreadableItem) throw one;
        return one;
      };
      const { pauses = {}, sesTenant } = itemOf(tenantId) ?? {};
      const ofAll: Pauses = itemOf(everyTenant)?.pauses ?? {};
      return withPausesOfAll(pauses, ofAll, sesTenant !== undefined);
    },
    releaseHeld: async (selection) => releaseHeld(await release())(selection),
    releasePaused: async (selection) => {
      const listHeld = listHeldByPause(store.listHeld, messages.findProgress, tellUnreadable);
      return releaseHeld({ ...(await release()), listHeld })(selection);
    },
  };
};
