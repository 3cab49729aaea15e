import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createApp } from '../../functions/api/app.ts';
import { verifyTokenOf } from '../../functions/api/auth/verify-token.ts';
import type { ApiPorts } from '../../functions/api/ports.ts';
import { StoredMail } from '../../functions/api/routes/dead-letters.ts';
import { tooBig } from '../../functions/api/routes/emails.ts';
import { toProgress } from '../../shared/aws/messages/message-progress.ts';
import { basicStreams, type Streams } from '../../shared/email/streams.ts';
import { enqueueEmails } from '../../shared/enqueue/enqueue-emails.ts';
import { claimsOf, ownerOf } from '../../shared/feedback/sender-claims.ts';
import type { UnassignedMail } from '../../shared/messages/unassigned-mail.ts';
import { admit, endPermit, type Permit } from '../../shared/permits/permits.ts';
import { defaultThresholds } from '../../shared/reputation/thresholds.ts';
import { isInForce } from '../../shared/suppression/scopes.ts';
import type { SuppressionEntry } from '../../shared/suppression/suppression-entry.ts';
import { UnreadableItem } from '../../shared/system/unreadable-item.ts';
import { describeCredentials } from '../../shared/tenants/credentials.ts';
import type { Pause } from '../../shared/tenants/pauses.ts';
import { planKeys, type SendingKeys } from '../../shared/tenants/plan-keys.ts';
import type {
  DescribedKeys,
  KeyAccount,
  TenantCredentials,
  TenantState,
} from '../../shared/tenants/ports.ts';
import { everyTenant } from '../../shared/tenants/resumes.ts';
import { roleOf } from '../../shared/tenants/role.ts';
import { memoryDeadLetters } from './memory-dead-letters.ts';
import { memoryBook } from './memory-reputation.ts';

/** Streams of a deployment that adds List-Unsubscribe to marketing mail. */
const streams: Streams = new Map(
  [...basicStreams].map(([name, facts]) => [name, { ...facts, unsubscribe: name === 'marketing' }]),
);

export const issuer = 'https://login.example.com/';
export const audience = 'ses-pipeline';
export const nowMs = Date.UTC(2026, 10, 29, 12);

const keyPairs = {
  ES256: await generateKeyPair('ES256'),
  RS256: await generateKeyPair('RS256'),
  stranger: await generateKeyPair('ES256'),
};

const issuerKeys = createLocalJWKSet({
  keys: await Promise.all(
    (['ES256', 'RS256'] as const).map(async (alg) => ({
      ...(await exportJWK(keyPairs[alg].publicKey)),
      ...{ alg, kid: alg },
    })),
  ),
});

/** A token as the issuer mints it, or with something changed. */
export const tokenOf = (
  claims: Readonly<Record<string, unknown>>,
  changes: {
    readonly issuer?: string;
    readonly audience?: string;
    readonly signedBy?: keyof typeof keyPairs;
    readonly kid?: string;
    readonly lifeSeconds?: number;
    readonly notBefore?: number;
  } = {},
): Promise<string> => {
  const { signedBy = 'ES256', lifeSeconds = 600 } = changes;
  const alg = signedBy === 'RS256' ? 'RS256' : 'ES256';
  const token = new SignJWT({ ...claims })
    .setProtectedHeader({ alg, kid: changes.kid ?? alg })
    .setIssuer(changes.issuer ?? issuer)
    .setAudience(changes.audience ?? audience)
    .setSubject(String(claims.sub ?? 'person-1'))
    .setExpirationTime(Math.floor(nowMs / 1000) + lifeSeconds);
  if (changes.notBefore !== undefined) token.setNotBefore(changes.notBefore);
  return token.sign(keyPairs[signedBy].privateKey);
};

/** Keys of tenants in memory, and who AWS says they are of. */
const memoryKeys = () => {
  const stored = new Map<string, SendingKeys>();
  const owners = new Map<string, KeyAccount>();
  const unknownKey: KeyAccount = {
    kind: 'refused',
    code: 'InvalidClientTokenId',
    problem: 'accessKeyId: is not known to AWS',
    remedy: 'Copy it again.',
  };
  const describe = ({ ses, credentials }: SendingKeys): DescribedKeys => ({
    ses,
    credentials: describeCredentials(credentials, nowMs),
  });
  const credentials: TenantCredentials = {
    read: async (tenantId) => {
      const found = stored.get(tenantId);
      return found && describe(found);
    },
    put: async (tenantId, wish) => {
      const plan = planKeys(stored.get(tenantId) ?? {}, wish, nowMs);
      if (plan.kind === 'refused') return plan;
      const made = plan.kind === 'seal' ? plan.sealed('sealed') : plan.keys;
      stored.set(tenantId, made);
      return { kind: plan.kind === 'unchanged' ? 'unchanged' : 'stored', ...describe(made) };
    },
    remove: async (tenantId) => stored.delete(tenantId),
  };
  return { stored, owners, unknownKey, credentials };
};

/** The API over tables in memory. */
export const apiWorld = (noun = 'tenants') => {
  const tenants = new Map<string, TenantState>();
  const queued: Readonly<Record<string, unknown>>[] = [];
  const messages = new Map<string, Readonly<Record<string, unknown>>>();
  /** Tenants whose item was read, once for each time. */
  const reads: string[] = [];
  const entries: SuppressionEntry[] = [];
  const unreadableRows: { readonly address: string; readonly scope: string }[] = [];
  const lines: string[] = [];
  const unassigned: UnassignedMail[] = [];
  const unreadableMails: UnreadableItem[] = [];
  const mailDead = memoryDeadLetters('dead-letters', []);
  const feedbackDead = memoryDeadLetters('feedback-dead-letters', []);
  const redriven: object[] = [];
  const book = memoryBook(() => nowMs);
  let ids = 0;
  let permitIds = 0;
  const keys = memoryKeys();
  let clockMs = nowMs;
  const stopped = new Map<string, { readonly tenantId: string; readonly after: string }>();
  const permits = new Map<string, readonly Permit[]>();
  /** Messages of a page of the table. */
  const pageOfScan = 3;
  const stateOf = (tenantId: string): TenantState => tenants.get(tenantId) ?? { pauses: {} };
  const setPauses = (tenantId: string, pauses: Readonly<Record<string, Pause>>): void =>
    void tenants.set(tenantId, { ...stateOf(tenantId), pauses });
  const newId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };

  const ports: ApiPorts = {
    verifyToken: verifyTokenOf({
      ...{ issuer, audience, keys: issuerKeys, now: () => nowMs },
      claims: { role: 'role', tenant: 'tenant' },
    }),
    tenants: {
      read: async (tenantId) => {
        reads.push(tenantId);
        const own = keys.stored.get(tenantId);
        const accessKeyId = own?.credentials.current.accessKeyId;
        return { ...stateOf(tenantId), ses: (own ?? stateOf(tenantId)).ses, accessKeyId };
      },
      write: async (tenantId, before, after) => {
        const stored = stateOf(tenantId);
        if (stored.version !== before.version) return false;
        tenants.set(tenantId, { ...stored, ...after, version: (stored.version ?? 0) + 1 });
        return true;
      },
    },
    removeTenant: async (tenantId, pause) => {
      const { pauses, version = 0 } = stateOf(tenantId);
      keys.stored.delete(tenantId);
      tenants.set(tenantId, { pauses: { ...pauses, '*': pause }, version: version + 1 });
      return true;
    },
    credentials: keys.credentials,
    roles: {
      read: async (tenantId) => roleOf(stateOf(tenantId).ses),
      put: async (tenantId, wish) => {
        const externalId = stateOf(tenantId).ses?.externalId ?? newId();
        const role = { ...wish, account: '444455556666', externalId };
        tenants.set(tenantId, { ...stateOf(tenantId), ses: role });
        return role;
      },
      remove: async (tenantId) => {
        const { ses, ...rest } = stateOf(tenantId);
        tenants.set(tenantId, rest);
        return ses !== undefined;
      },
    },
    role: { name: 'ses-pipeline-sender', pipelineAccount: '111122223333' },
    findAccount: async ({ accessKeyId }) => keys.owners.get(accessKeyId) ?? keys.unknownKey,
    pauses: {
      pause: async (tenantId, scope, pause) => {
        setPauses(tenantId, { ...stateOf(tenantId).pauses, [scope]: pause });
        return true;
      },
      resume: async (tenantId, scope) => {
        const { [scope]: _, ...rest } = stateOf(tenantId).pauses;
        setPauses(tenantId, rest);
        return true;
      },
    },
    enqueue: (mails) =>
      enqueueEmails(
        {
          streams,
          putBatch: () => async (items) => {
            queued.push(...items.map(({ body }) => JSON.parse(body)));
            return items.map((_, index) => ({ kind: 'queued', sqsMessageId: `sqs-${index}` }));
          },
          storePayload: async () => undefined,
          payloadBucket: async () => undefined,
          tooBig,
          fitsSes: async () => true,
          isFair: true,
          clock: { now: () => nowMs, sleepUntil: async () => undefined },
          random: () => 0.5,
          newId,
        },
        mails,
      ),
    findOwner: async ({ identity }) =>
      ownerOf(
        claimsOf(
          [...tenants].map(([tenantId, { settings = {} }]) => ({
            tenantId,
            senders: [settings.from ?? [], settings.allowedSenders ?? []]
              .flat()
              .map((sender) => (typeof sender === 'string' ? sender : sender.address)),
          })),
        ),
        { source: undefined, from: [], identity },
      ),
    findProgress: async (wanted) =>
      wanted
        .map(({ tenantId, messageId }) => messages.get(`${tenantId}#${messageId}`))
        .filter((item) => item !== undefined)
        .map(toProgress),
    findMessages: async (wanted) =>
      wanted
        .map(({ tenantId, messageId }) => messages.get(`${tenantId}#${messageId}`))
        .filter((item) => item !== undefined),
    scanMessages: async (tenantId, after) => {
      const all = [...messages.keys()].toSorted();
      const rest = all.filter((pk) => after === undefined || pk > after);
      const page = rest.slice(0, pageOfScan);
      return {
        items: page
          .filter((pk) => pk.startsWith(`${tenantId}#`))
          .map((pk) => ({ ...messages.get(pk), pk })),
        next: rest.length > pageOfScan ? page.at(-1) : undefined,
      };
    },
    searchPlaces: {
      keep: async (tenantId, after) => {
        const id = newId();
        stopped.set(id, { tenantId, after });
        return id;
      },
      find: async (tenantId, id) => {
        const place = stopped.get(id);
        return place?.tenantId === tenantId ? place.after : undefined;
      },
    },
    takePermit: async (work, tenantId, limit) => {
      permitIds += 1;
      const id = `permit-${permitIds}`;
      const admission = admit(permits.get(work) ?? [], { id, tenantId }, limit, clockMs);
      if (admission.kind === 'full') return admission;
      permits.set(work, admission.permits);
      const end = async (): Promise<void> =>
        void permits.set(work, endPermit(permits.get(work) ?? [], id, limit, clockMs));
      return { kind: 'taken', end };
    },
    listUnassigned: async function* (tell, after) {
      if (after === undefined) for (const item of unreadableMails) tell(item);
      const from = unassigned.findIndex(({ messageId }) => messageId === after?.messageId);
      yield* unassigned.slice(from + 1);
    },
    streams,
    deadLetters: {
      streams,
      queues: [mailDead.queue, feedbackDead.queue],
      put: async (origin, body, attributes) => {
        redriven.push({ origin, body, attributes });
      },
      fetchObject: async () => {
        throw new StoredMail();
      },
      mayRead: () => true,
    },
    reputation: {
      thresholds: defaultThresholds,
      read: async (tenantId) => ({
        book,
        known: (tenantId === everyTenant ? [...tenants.keys()] : [tenantId]).map((id) => ({
          tenantId: id,
          hasOwnAccount: stateOf(id).ses !== undefined,
          pauses: new Map(Object.entries(stateOf(id).pauses)),
          resumes: new Map(),
          ownThresholds: {},
        })),
      }),
    },
    suppressions: {
      find: async (questions, tell) => {
        const isAsked = ({
          address,
          scope,
        }: {
          readonly address: string;
          readonly scope: string;
        }) =>
          questions.some(
            ({ addresses, scopes }) => addresses.includes(address) && scopes.includes(scope),
          );
        for (const row of unreadableRows.filter(isAsked))
          tell?.(row.address, new UnreadableItem('the row of a recipient', ['bounce']));
        return entries.filter(isAsked);
      },
      page: async (scope, after, limit) => {
        const all = entries
          .filter(
            (entry) => entry.scope === scope && (after === undefined || entry.address > after),
          )
          .toSorted((a, b) => (a.address < b.address ? -1 : 1));
        const shown = all.slice(0, limit);
        return {
          entries: shown,
          next: all.length > limit ? shown.at(-1)?.address : undefined,
          unreadable: [],
        };
      },
      enter: async (entry) => {
        entries.push(entry);
        return 'entered';
      },
      remove: async (address, scope) => {
        const found = entries.filter(
          (entry) => entry.address === address && entry.scope === scope && isInForce(entry, nowMs),
        );
        for (const entry of found) entries.splice(entries.indexOf(entry), 1);
        return found;
      },
    },
    largestBytes: 10_485_760,
    region: 'eu-west-1',
    now: () => clockMs,
    sleep: async (milliseconds) => {
      clockMs += milliseconds;
    },
    newId,
    log: (level, message, fields) => lines.push(JSON.stringify({ level, message, ...fields })),
  };

  const app = createApp({ noun }, ports);
  /** Sends a request; a body goes as JSON. */
  const call = async (
    method: string,
    path: string,
    options: {
      readonly token?: string;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) => {
    const answer = await app.request(path, {
      method,
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      // biome-ignore lint/suspicious/noExplicitAny: answers are looked at field by field.
      body: (text === '' ? undefined : JSON.parse(text)) as any,
      text,
    };
  };
  return {
    app,
    call,
    unassigned,
    unreadableMails,
    ports,
    keys,
    tenants,
    queued,
    messages,
    entries,
    lines,
    permits,
    book,
    mailDead,
    feedbackDead,
    redriven,
    unreadableRows,
    reads,
  };
};
