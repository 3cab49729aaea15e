import { bytesOf } from '../../shared/checking/bytes-of.ts';
import type { ReadCheckFacts } from '../../shared/checking/check-facts.ts';
import { tenantFacts } from '../../shared/checking/tenant-facts.ts';
import { mostOwnBytes } from '../../shared/email/mime-size.ts';
import { unsubscribedIn } from '../../shared/email/streams.ts';
import type { ValidMessage } from '../../shared/email/valid-message.ts';
import { cannotTell, known } from '../../shared/following/path-facts.ts';
import { isInForce, scopesFor } from '../../shared/suppression/scopes.ts';
import { everyTenant } from '../../shared/tenants/resumes.ts';
import type { ApiPorts } from './ports.ts';

/**
 * What the API's own tables say about a message. It asks neither SES nor DNS, and does not read what
 * was used of a budget. Rejects when a table cannot be reached.
 */
export const readCheckFacts =
  (ports: ApiPorts): ReadCheckFacts =>
  async (message) => {
    const [own, ofAll, suppressed, bytes] = await Promise.all([
      ports.tenants.read(message.key.tenantId),
      ports.tenants.read(everyTenant),
      suppressedIn(ports, message),
      // Whatever the API takes is so small that an upper bound serves.
      bytesOf(message, async ({ content }) => mostOwnBytes(content)),
    ]);
    const { settings, pause } = tenantFacts(own, ofAll, message.stream);
    return {
      nowMs: ports.now(),
      settings: known(settings),
      suppressed: known(suppressed),
      senders: cannotTell('the API does not ask SES'),
      isFreemail: cannotTell('the API does not look it up'),
      pause: known(pause),
      use: cannotTell('the API does not read it'),
      bytes,
      largestBytes: known(ports.largestBytes),
      unsubscribed: known(unsubscribedIn(ports.streams)),
    };
  };

/** Suppressed recipients. Those with an entry that cannot be read get no mail either. */
const suppressedIn = async (
  { suppressions, now, log }: ApiPorts,
  { key, stream, recipients }: ValidMessage,
): Promise<ReadonlySet<string>> => {
  const question = {
    addresses: recipients.map(({ canonical }) => canonical),
    scopes: scopesFor(key.tenantId, stream),
  };
  const unreadable = new Set<string>();
  const entries = await suppressions.find([question], (address, { message }) => {
    unreadable.add(address);
    log('error', message);
  });
  const nowMs = now();
  const inForce = entries.filter((entry) => isInForce(entry, nowMs));
  return new Set([...inForce.map(({ address }) => address), ...unreadable]);
};
