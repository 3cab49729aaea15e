import * as z from 'zod/mini';

/**
 * How far a request came before it failed.
 *
 * - `unsigned`: it was never made. Credentials, a role, or the building of the request failed.
 * - `unconnected`: no connection to SES stood, so no byte of it left.
 * - `answered`: an HTTP answer came.
 * - `under-way`: it left, or may have left, and no answer came.
 */
export type RequestStage = 'unsigned' | 'unconnected' | 'answered' | 'under-way';

/** What this needs of a client of the SDK. */
interface Client {
  readonly middlewareStack: {
    readonly add: (
      middleware: <Input extends { readonly input: object }, Output>(
        next: (args: Input) => Promise<Output>,
      ) => (args: Input) => Promise<Output>,
      options: {
        readonly step: 'finalizeRequest';
        readonly priority: 'low';
        readonly name: string;
      },
    ) => void;
  };
}

/** Input of a command → how far its request came, as far as the connection knows. */
const stages = new WeakMap<object, 'unconnected' | 'under-way'>();

const failureSchema = z.looseObject({
  name: z.catch(z.string(), ''),
  message: z.catch(z.string(), ''),
  code: z.catch(z.string(), ''),
  syscall: z.catch(z.string(), ''),
  errors: z.catch(z.array(z.unknown()), []),
  $metadata: z.catch(
    z.looseObject({ httpStatusCode: z.catch(z.optional(z.number()), undefined) }),
    {},
  ),
});

/** Calls of the system that come before a connection stands. */
const connectingCalls = ['connect', 'getaddrinfo'];
/** The request is written after the handshake; these say that there was none. */
const handshakeFailure = /^(?:ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_)/;
const handshakeText =
  /before secure TLS connection was established|did not establish a connection with the server/;

/**
 * Where the request of a command failed, sent by a client of {@link notingStages}.
 *
 * Only the status of an answer, and what comes before a connection, is certain; all else may have
 * reached SES.
 */
export const requestStage = (error: unknown, command: { readonly input: object }): RequestStage => {
  const stage = stages.get(command.input) ?? 'unsigned';
  return stage === 'under-way' && failureOf(error).status !== undefined ? 'answered' : stage;
};

/** Whether an error of Node or of the SDK's HTTP handler says that no connection ever stood. */
export const isBeforeConnection = (error: unknown): boolean => {
  const parsed = failureSchema.safeParse(error);
  if (!parsed.success) return false;
  const { code, syscall, message, errors } = parsed.data;
  // One per address of the host: each of them has to be one.
  if (errors.length > 0) return errors.every(isBeforeConnection);
  return (
    connectingCalls.includes(syscall) || handshakeFailure.test(code) || handshakeText.test(message)
  );
};

/**
 * Makes a client note how far each of its requests came, see {@link requestStage}.
 *
 * The middleware stands behind the one that signs. What fails before it, such as STS, whose role
 * signs, never reaches it. It sees the errors of the connection as they are.
 */
export const notingStages = <Some extends Client>(client: Some): Some => {
  client.middlewareStack.add(
    (next) => async (args) => {
      stages.set(args.input, 'under-way');
      try {
        return await next(args);
      } catch (error) {
        if (isBeforeConnection(error)) stages.set(args.input, 'unconnected');
        throw error;
      }
    },
    { step: 'finalizeRequest', priority: 'low', name: 'noteStage' },
  );
  return client;
};

/** Name, text, code and HTTP status of what the SDK threw; empty where it has none. */
export const failureOf = (error: unknown) => {
  const {
    name = '',
    message = '',
    code = '',
    $metadata,
  } = failureSchema.safeParse(error).data ?? {};
  return { name, message, code, status: $metadata?.httpStatusCode };
};
