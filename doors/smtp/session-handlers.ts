import type {
  SMTPServerAddress,
  SMTPServerAuthentication,
  SMTPServerDataStream,
  SMTPServerOptions,
  SMTPServerSession,
} from 'smtp-server';
import { authenticate } from './authenticate.ts';
import type { Client } from './clients.ts';
import type { Door } from './door-state.ts';
import { envelopeAddress } from './envelope.ts';
import { networkOf } from './network-of.ts';
import { type Reply, replies } from './replies.ts';
import { takeMail } from './take-mail.ts';

type Handlers = Required<
  Pick<SMTPServerOptions, 'onAuth' | 'onMailFrom' | 'onRcptTo' | 'onData' | 'onClose'>
>;

/** Failed logins after which a connection is closed. */
const mostFailedLogins = 3;

/** A reply as the SMTP library takes it. */
class SmtpRefusal extends Error {
  override readonly name = 'SmtpRefusal';
  readonly responseCode: number;

  constructor({ code, text }: Reply) {
    super(text);
    this.responseCode = code;
  }
}

/** Answers the commands of a session. */
export const sessionHandlers = (door: Door): Handlers => {
  const { clients } = door;
  const finish = (
    work: Promise<Reply | undefined>,
    done: (error: Error | null, text?: string) => void,
  ): void => {
    work
      .catch((error: unknown): Reply => {
        door.ports.tellFailure(error);
        return replies.temporary;
      })
      .then((reply) =>
        reply === undefined || reply.code < 400
          ? done(null, reply?.text)
          : done(new SmtpRefusal(reply)),
      );
  };
  return {
    onAuth: (auth, session, done) => {
      const client = clients.find(session.id);
      finish(logIn(door, auth, session, client), (error) =>
        error === null ? done(null, { user: client?.key?.accessKeyId }) : done(error),
      );
    },
    onMailFrom: (address, session, done) =>
      finish(beginMail(door, address, clients.find(session.id)), done),
    onRcptTo: (address, _session, done) => finish(Promise.resolve(faultOf(address, [])), done),
    onData: (stream, session, done) => finish(receive(door, stream, session), done),
    onClose: ({ id }) => {
      const tenant = clients.find(id)?.key?.tenantId;
      if (tenant !== undefined) door.sessions.leave(tenant);
      clients.remove(id);
    },
  };
};

const logIn = async (
  { ports, guard, counts, sessions, clients }: Door,
  { username = '', password, authzid = '' }: SMTPServerAuthentication,
  { remoteAddress }: SMTPServerSession,
  client: Client | undefined,
): Promise<Reply | undefined> => {
  if (client === undefined) return replies.shutdown;
  if (client.failedLogins >= mostFailedLogins) return replies.tooManyLogins;
  const isForOther = authzid !== '' && authzid !== username;
  const credentials = {
    user: isForOther ? '' : username,
    password: password ?? '',
    address: networkOf(remoteAddress),
  };
  const result = await authenticate(credentials, { ...ports, guard });
  counts.add('logins', result.kind);
  // It may have gone away meanwhile, and would keep its place for ever.
  if (clients.find(client.id) === undefined) return replies.shutdown;
  switch (result.kind) {
    case 'authenticated':
      if (!sessions.take(result.key.tenantId)) return replies.tooManyConnections;
      client.key = result.key;
      return undefined;
    case 'refused':
      client.failedLogins += 1;
      return replies.wrongCredentials;
    case 'later':
      client.failedLogins += 1;
      if (result.failure !== undefined) ports.tellFailure(result.failure);
      return replies.loginLater;
    default:
      return result satisfies never;
  }
};

/** Looks at the key again, since a session may be older than its revocation. */
const beginMail = async (
  { ports, bytes, limits }: Door,
  { address, args }: SMTPServerAddress,
  client: Client | undefined,
): Promise<Reply | undefined> => {
  if (client?.key === undefined) return replies.notAuthenticated;
  const fault = faultOf({ address, args }, mailParameters);
  if (fault !== undefined) return fault;
  const found = await ports.findKey(client.key.accessKeyId);
  if (found.kind !== 'found') return replies.wrongCredentials;
  client.key = found.key;
  const size = Math.min(args === false ? 1 : Number(args.SIZE ?? 1), limits.mailBytes);
  return bytes.hasRoom(found.key.tenantId, size) ? undefined : replies.noRoom;
};

/** Parameters of MAIL FROM that are offered; AUTH (RFC 4954) says nothing that is used. */
const mailParameters: readonly string[] = ['SIZE', 'BODY', 'AUTH'];

/**
 * Fault of an address of the envelope. A parameter that was not offered is refused: it would ask for
 * something that is not done, or is the rest of a broken line.
 */
const faultOf = (
  { address, args }: SMTPServerAddress,
  parameters: readonly string[],
): Reply | undefined => {
  const unknown = Object.keys(args === false ? {} : args).filter(
    (name) => !parameters.includes(name),
  );
  if (unknown.includes('SMTPUTF8')) return replies.noUtf8;
  if (unknown.length > 0) return replies.unknownParameter;
  return envelopeAddress(address) === undefined ? replies.badAddress(address) : undefined;
};

const receive = async (
  door: Door,
  stream: SMTPServerDataStream,
  { id, envelope }: SMTPServerSession,
): Promise<Reply> => {
  const client = door.clients.find(id);
  const { mailFrom, rcptTo } = envelope;
  if (client?.key === undefined || mailFrom === false) return replies.temporary;
  const addressed = {
    sender: mailFrom.address,
    recipients: rcptTo.map(({ address }) => address),
  };
  const reply = await takeMail(door, client, client.key, stream, addressed);
  door.counts.add('mails', String(reply.code));
  return reply;
};
