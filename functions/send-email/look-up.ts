import type { ValidMessage } from '../../shared/email/valid-message.ts';
import type { FindProgress, MessageProgress } from '../../shared/messages/ports.ts';
import { type PacingPorts, readLedger } from '../../shared/pacing/reserve-slots.ts';
import { recipientsPerCall } from '../../shared/pacing/ses-bucket.ts';
import type { FindSuppressions } from '../../shared/suppression/ports.ts';
import { scopesFor } from '../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import type { Consistency } from '../../shared/system/ports.ts';
import { type StoreFailure, storeFailureOf } from '../../shared/system/store-failure.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import type { Log } from '../../shared/telemetry/ports.ts';
import { CredentialsProblem } from '../../shared/tenants/credentials-problem.ts';
import { type Pause, pauseOf } from '../../shared/tenants/pauses.ts';
import type { FindTenants, SendingAccount, SendingTenant } from '../../shared/tenants/ports.ts';
import type { TenantSettings } from '../../shared/tenants/settings.ts';
import { keyText } from './message-facts.ts';
import type { ReadMessage } from './read-all.ts';

export interface LookUpPorts extends Omit<PacingPorts, 'ledger' | 'getSendQuota'> {
  readonly findTenants: FindTenants;
  readonly findProgress: FindProgress;
  readonly findSuppressions: FindSuppressions;
  readonly log: Log;
}

/** The way of a tenant's mail to SES. */
export interface Way {
  readonly account: SendingAccount;
  /** SES tenant in the account; undefined when there is none. */
  readonly sesTenant?: string | undefined;
  /** What its mail is sent with, and what of it is refused. */
  readonly settings?: TenantSettings | undefined;
  /** The ways out of its tenant; see {@link SendingTenant.waysOut}. */
  readonly waysOut?: SendingTenant['waysOut'];
  /** Account of the way out that takes what `account` refuses for good; undefined when none may. */
  readonly wayOut?: SendingAccount | undefined;
  /** Recipients that one call may have in this account. */
  readonly recipientsPerCall: number;
}

/** What the tables say about one message. */
export interface Known {
  readonly progress: MessageProgress | undefined;
  /** Suppressions of its recipients, in its scopes. */
  readonly suppressions: readonly SuppressionEntry[];
  readonly pause: Pause | undefined;
  /** The way to SES, or the kind of failure that kept the account's ledger from answering. */
  readonly way: Way | StoreFailure['kind'];
}

/**
 * Answers for one of the messages that were looked up. An {@link UnreadableItem} must be corrected
 * by an operator first.
 */
export type LookedUp = (message: ValidMessage) => Known | UnreadableItem | undefined;

/**
 * Looks up the progress of each message, its suppressed recipients, and the account of its tenant.
 * When an item cannot be read, each message is looked up on its own, so that one bad item does not
 * hold back the others.
 *
 * @throws when a table cannot be reached: without the suppressions nothing is sent
 */
export const lookUp = async (
  ports: LookUpPorts,
  reads: readonly ReadMessage[],
): Promise<LookedUp> => {
  try {
    return await lookUpTogether(ports, reads);
  } catch (error) {
    if (!(error instanceof UnreadableItem)) throw error;
  }
  const answers = new Map<ValidMessage, Known | UnreadableItem>();
  for (const one of reads) {
    const known = await lookUpTogether(ports, [one]).catch((error: unknown) => {
      if (error instanceof UnreadableItem) return error;
      throw error;
    });
    answers.set(one.message, known instanceof UnreadableItem ? known : known(one.message));
  }
  return (message) => answers.get(message);
};

/**
 * Progress of each message. The first delivery is read with eventual consistency at half the price:
 * such a message is almost never in the table, and the claim's condition refuses a duplicate
 * whatever was read here.
 */
const findProgressOf = async (
  ports: Pick<LookUpPorts, 'findProgress'>,
  reads: readonly ReadMessage[],
): Promise<ReadonlyMap<string, MessageProgress>> => {
  const byConsistency = Map.groupBy(
    reads,
    ({ record }): Consistency => (record.isFirstDelivery ? 'eventual' : 'strong'),
  );
  const answers = [...byConsistency].map(([consistency, some]) =>
    ports.findProgress(
      some.map(({ message }) => message.key),
      consistency,
    ),
  );
  const found = (await Promise.all(answers)).flat();
  return new Map(found.map((progress) => [keyText(progress.key), progress]));
};

/** The way through an account; its ledger says how many recipients a call may have. */
const findWay = async (ports: LookUpPorts, account: SendingAccount): Promise<Known['way']> => {
  try {
    account.memory.last ??= await readLedger({ ...ports, ...account });
    return { account, recipientsPerCall: recipientsPerCall(account.memory.last.minIntervalMs) };
  } catch (error) {
    if (error instanceof CredentialsProblem) return withoutKey(ports, account, error);
    const { kind, code } = storeFailureOf(error);
    ports.log(
      'error',
      kind === 'unreachable'
        ? 'Messages wait because the send ledger of their account cannot be reached.'
        : 'Messages wait because the send ledger of their account refuses the function for good: check that its table exists, and the permissions of the function and of the key.',
      { account: account.name, cause: code },
    );
    return kind;
  }
};

/** A new ledger begins with the quota that SES tells, and that is asked with the tenant's key. */
const withoutKey = (
  { log }: LookUpPorts,
  account: SendingAccount,
  { tenantId, code, message, remedy }: CredentialsProblem,
): 'unreachable' => {
  const fields = { account: account.name, tenant: tenantId, code, cause: message, remedy };
  log('error', 'Messages of a tenant wait because its access key cannot be used.', fields);
  // No store refuses: that would alarm the operator for one tenant's key.
  return 'unreachable';
};

interface KnownTenant {
  readonly way: Known['way'];
  readonly pauses: SendingTenant['pauses'];
}

/** The way and the pauses of each tenant; each account is looked up once. */
const findTenantsOf = async (
  ports: LookUpPorts,
  messages: readonly ValidMessage[],
): Promise<ReadonlyMap<string, KnownTenant>> => {
  const ids = [...new Set(messages.map(({ key }) => key.tenantId))];
  const tenants = await ports.findTenants(ids);
  // Not by their names: two tenants may bring one account, each with a role or keys of its own.
  const accounts = new Set([...tenants.values()].map(({ account }) => account));
  const ways = new Map(
    await Promise.all(
      [...accounts].map(async (account) => [account, await findWay(ports, account)] as const),
    ),
  );
  return new Map(
    [...tenants].map(([id, { account, pauses, sesTenant, settings, waysOut }]) => {
      const way = ways.get(account) ?? 'unreachable';
      const own = { sesTenant, settings, waysOut };
      return [id, { way: typeof way === 'string' ? way : { ...way, ...own }, pauses }];
    }),
  );
};

const addressesOf = (message: ValidMessage): readonly string[] =>
  message.recipients.map((recipient) => recipient.canonical);

/** Looks up all messages with one question per table. */
const lookUpTogether = async (
  ports: LookUpPorts,
  reads: readonly ReadMessage[],
): Promise<(message: ValidMessage) => Known> => {
  const messages = reads.map(({ message }) => message);
  const scopesOf = ({ key, stream }: ValidMessage) => scopesFor(key.tenantId, stream);
  const questions = messages.map((message) => ({
    addresses: addressesOf(message),
    scopes: scopesOf(message),
  }));
  const [progress, suppressions, tenants] = await Promise.all([
    findProgressOf(ports, reads),
    ports.findSuppressions(questions),
    findTenantsOf(ports, messages),
  ]);
  return (message) => {
    const addresses = new Set(addressesOf(message));
    const scopes = scopesOf(message);
    const tenant = tenants.get(message.key.tenantId);
    return {
      progress: progress.get(keyText(message.key)),
      suppressions: suppressions.filter(
        (entry) => addresses.has(entry.address) && scopes.includes(entry.scope),
      ),
      pause: tenant && pauseOf(tenant.pauses, message.stream),
      way: tenant?.way ?? 'unreachable',
    };
  };
};
