import { createServer, type IncomingMessage } from 'node:http';
import { answer } from '../../functions/ses-door/answer.ts';
import type { DoorRequest } from '../../functions/ses-door/door-request.ts';
import type {
  AccountFacts,
  HourOfMail,
  SesDoorPorts,
  SignedCall,
} from '../../functions/ses-door/ports.ts';
import type { AccessKey } from '../../shared/access-keys/access-key.ts';
import type { FoundKey } from '../../shared/access-keys/ports.ts';
import type { DoorTenant } from '../../shared/doors/ports.ts';
import { takeSubmissions } from '../../shared/doors/take-submissions.ts';
import { basicStreams } from '../../shared/email/streams.ts';
import { enqueueEmails } from '../../shared/enqueue/enqueue-emails.ts';
import type { EntryAnswer } from '../../shared/enqueue/put-entries.ts';
import type { SenderOwner } from '../../shared/feedback/sender-claims.ts';
import type { MessageProgress } from '../../shared/messages/ports.ts';
import { basicStreamsOf } from '../../shared/streams/stream-facts.ts';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';

export const region = 'eu-west-1';
export const accessKeyId = 'AKSPTESTTESTTESTTEST';
export const secretAccessKey = 'secretSecretSecretSecretSecretSecretSecr';

/** The world of a door: what a test may set, and what came of it. */
export class DoorWorld {
  /** Epoch ms added to the clock of this machine. */
  skewMs = 0;
  key: Partial<AccessKey> = {};
  found: FoundKey['kind'] = 'found';
  tenant: Partial<DoorTenant> = {};
  owners = new Map<string, SenderOwner>();
  progress: MessageProgress[] = [];
  account: AccountFacts = {
    quota: { max24Hours: 50_000, maxPerSecond: 14, sentLast24Hours: 1_234 },
    isSending: true,
  };
  hours: HourOfMail[] = [];
  /** Keys of roles, by account and name. */
  roles = new Map<string, AccessKey>();
  /** STS: the ARN of the caller. */
  sts: (call: SignedCall) => string | undefined = () => undefined;
  hasTurn = true;
  /** Answer of the queues; absent: they take everything. */
  queue: ((body: string) => EntryAnswer) | undefined;
  /** Objects that were stored for messages that are too big for a queue. */
  readonly stored = new Map<string, string>();
  readonly failures: unknown[] = [];
  readonly #bodies: string[] = [];
  #ids = 0;

  readonly now = (): number => Date.now() + this.skewMs;

  readonly newId = (): string => {
    this.#ids += 1;
    return `id-${this.#ids}`;
  };

  /** Messages on the queues, in their order. */
  get queued(): readonly Readonly<Record<string, unknown>>[] {
    return this.#bodies.map((body) => JSON.parse(body));
  }

  readonly take = takeSubmissions({
    findTenant: async () => ({
      ...{ settings: {}, sesTenant: undefined, account: '111122223333', region },
      ...this.tenant,
    }),
    findOwner: async ({ identity }) =>
      (identity?.kind === 'address' ? this.owners.get(identity.address) : undefined) ?? {
        kind: 'nobody',
      },
    findProgress: async (keys) =>
      this.progress.filter(({ key }) =>
        keys.some((one) => one.messageId === key.messageId && one.tenantId === key.tenantId),
      ),
    enqueue: (emails) => enqueueEmails(this.#queues, emails),
    streams: basicStreamsOf('acme-dev-'),
    now: this.now,
    newId: this.newId,
    tellFailure: (error) => this.failures.push(error),
  });

  readonly #queues = {
    streams: basicStreams,
    putBatch:
      () =>
      async (items: readonly { readonly body: string }[]): Promise<readonly EntryAnswer[]> =>
        items.map(({ body }) => {
          const given = this.queue?.(body) ?? ({ kind: 'queued', sqsMessageId: 'sqs' } as const);
          if (given.kind === 'queued') this.#bodies.push(body);
          return given;
        }),
    storePayload: async ({ key }: { readonly key: string }, body: string) => {
      this.stored.set(key, body);
    },
    payloadBucket: async () => 'payloads',
    fitsSes: async () => true,
    isFair: true,
    clock: { now: this.now, sleepUntil: async () => {} },
    random: () => 0.5,
    newId: this.newId,
  };

  readonly accessKey = (): AccessKey => ({
    ...{ accessKeyId, tenantId: 'acme', createdAt: 0 },
    ...this.key,
  });

  readonly ports: SesDoorPorts = {
    region,
    now: this.now,
    newId: this.newId,
    findAccessKey: async (id) => {
      if (id !== accessKeyId) return { kind: 'unknown' };
      return this.found === 'found'
        ? { kind: 'found', key: this.accessKey(), secret: secretAccessKey }
        : { kind: this.found };
    },
    takeSubmissions: this.take,
    askSts: async (call) => this.sts(call),
    roleKeys: {
      find: async ({ account, name }) => this.roles.get(`${account}/${name}`),
      issue: async (roleKey) => ({
        key: { ...roleKey, accessKeyId, expiresAt: this.now() + 3_600_000 },
        secret: secretAccessKey,
      }),
    },
    takeTurn: () => this.hasTurn,
    readAccount: async () => this.account,
    readHours: async () => this.hours,
    tellFailure: (error) => this.failures.push(error),
  };
}

/** The SES endpoint over HTTP, on a free port. */
export const startDoor = async (world: DoorWorld) => {
  const requests: DoorRequest[] = [];
  const server = createServer((incoming, response) => {
    requestOf(incoming)
      .then((request) => {
        requests.push(request);
        return answer(world.ports, request);
      })
      .then(({ status, contentType, headers, body }) =>
        response.writeHead(status, { ...headers, 'content-type': contentType }).end(body),
      );
  });
  const listener = await listenOnLoopback(server, 0);
  return { url: `http://127.0.0.1:${listener.port}`, requests, close: listener.close };
};

const requestOf = async (incoming: IncomingMessage): Promise<DoorRequest> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?');
  const headers = Object.fromEntries(
    Object.entries(incoming.headersDistinct).map(([name, values]) => [
      name,
      values?.join(',') ?? '',
    ]),
  );
  return { method: incoming.method ?? '', path, query, headers, body: Buffer.concat(chunks) };
};
