import { readBudgetUse } from '../../../shared/aws/budgets/read-budget-use.ts';
import { senderSettings } from '../../../shared/aws/deployment/sender-settings.ts';
import { tenantBook } from '../../../shared/aws/tenants/tenant-book.ts';
import {
  noFacts,
  type PipelineFacts,
  type SenderFacts,
} from '../../../shared/checking/check-facts.ts';
import { domainOf, type Sender, sendersOf } from '../../../shared/checking/senders-of.ts';
import { tenantFacts } from '../../../shared/checking/tenant-facts.ts';
import { unsubscribedIn } from '../../../shared/email/streams.ts';
import type { ValidMessage } from '../../../shared/email/valid-message.ts';
import { cannotTell, type Known, known, mapKnown } from '../../../shared/following/path-facts.ts';
import { askOnce } from '../../../shared/identities/ask-dns.ts';
import { judgeFrom } from '../../../shared/identities/judge-from.ts';
import type { AskDns, SesIdentities } from '../../../shared/identities/ports.ts';
import { SesTenantFailure } from '../../../shared/ses-tenants/ses-tenant-failure.ts';
import { everyTenant } from '../../../shared/tenants/resumes.ts';
import type { TenantSettings } from '../../../shared/tenants/settings.ts';
import type { Pipeline } from '../../program.ts';
import { findCovering } from '../identity/find-covering.ts';
import { openIdentityTools } from '../identity/identity-tools.ts';
import { attempt, suppressionsOf } from '../messages/mail-facts.ts';

/** Reads what a pipeline, its SES account and DNS say of a message, each by itself. */
export const pipelineFacts = async (
  message: ValidMessage,
  pipeline: Pipeline,
): Promise<PipelineFacts> => {
  const { target, clients } = pipeline;
  const { key, stream, recipients } = message;
  const { tenantId } = key;
  const addresses = recipients.map(({ canonical }) => canonical);
  const book = tenantBook(clients.documents, target.tables.tenants);
  const ledger = { documents: clients.documents, table: target.tables.ledger, tenantId };
  const [tenants, suppressed, use, deployed] = await Promise.all([
    attempt(() => Promise.all([book.read(tenantId), book.read(everyTenant)])),
    attempt(() => suppressionsOf(pipeline, tenantId, stream, addresses)),
    attempt(() => readBudgetUse(ledger)),
    attempt(() => senderSettings(target.connection, `${target.queuePrefix}send-email`)),
  ]);
  const facts = {
    ...noFacts('it was not asked'),
    use,
    suppressed: mapKnown(suppressed, (entries) => new Set(entries.map(({ address }) => address))),
    unsubscribed: mapKnown(deployed, ({ streams }) => unsubscribedIn(streams)),
    largestBytes: mapKnown(deployed, ({ largestBytes }) => largestBytes),
  };
  if (tenants.kind === 'cannot-tell')
    return { ...facts, settings: tenants, pause: tenants, senders: tenants };
  const [own, ofAll] = tenants.fact;
  const { settings, pause } = tenantFacts(own, ofAll, stream);
  return {
    ...facts,
    settings: known(settings),
    pause: known(pause),
    senders:
      own.ses === undefined
        ? await seeSenders(message, settings, pipeline)
        : cannotTell('its tenant brings an SES account of its own, which is not asked'),
  };
};

const seeSenders = async (
  message: ValidMessage,
  settings: TenantSettings,
  pipeline: Pipeline,
): Promise<Known<readonly SenderFacts[]>> => {
  const { identities, openDns } = await openIdentityTools(pipeline);
  const ask = askOnce(openDns(undefined).ask);
  try {
    const seen: SenderFacts[] = [];
    // One after the other: SES answers one call a second.
    for (const sender of sendersOf(message, settings))
      seen.push(await seeSender(sender, identities, ask));
    return known(seen);
  } catch (error) {
    if (error instanceof SesTenantFailure) return cannotTell(error.message);
    throw error;
  }
};

const seeSender = async (
  sender: Sender,
  identities: SesIdentities,
  ask: AskDns,
): Promise<SenderFacts> => {
  const domain = domainOf(sender.address);
  const identity = await findCovering(
    { name: sender.address, kind: 'address', domain },
    { find: verifiedOf(identities) },
  );
  if (identity === undefined) return { ...sender, isVerified: false, alignment: undefined };
  const { alignment } = await judgeFrom(domain, identity, ask);
  return { ...sender, isVerified: true, alignment };
};

/** SES passes over an identity that is not verified, for one of a domain above. */
const verifiedOf =
  ({ find }: Pick<SesIdentities, 'find'>): SesIdentities['find'] =>
  async (name) => {
    const found = await find(name);
    return found?.isVerified === true ? found : undefined;
  };
