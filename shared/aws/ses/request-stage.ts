import * as z from 'zod/mini';

/**
 * How far a request got before it failed.
 *
 * - `unsigned`: it was never made. Credentials, a role, or building the request failed.
 * - `unconnected`: there was no connection to SES, so no byte was sent.
 * - `answered`: an HTTP answer came.
 * - `under-way`: it was sent, or may have been, and no answer came.
 */
export type RequestStage = 'unsigned' | 'unconnected' | 'answered' | 'under-way';

/** The part of an SDK client that is needed here. */
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

/** Input of a command → how far its request got, as far as the connection knows. */
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

/** System calls made before a connection exists. */
const connectingCalls = ['connect', 'getaddrinfo'];
/** Errors that say that the TLS handshake failed; the request is sent only after it. */
const handshakeFailure = /^(?:ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_)/;
const handshakeText =
  /before secure TLS connection was established|did not establish a connection with the server/;

/**
 * Stage at which a command's request failed, when a client of {@link notingStages} sent it.
 *
 * Only an HTTP status, and a failure before the connection, are certain; in all other cases SES may
 * have received the request.
 */
export const requestStage = (error: unknown, command: { readonly input: object }): RequestStage => {
  const stage = stages.get(command.input) ?? 'unsigned';
  return stage === 'under-way' && failureOf(error).status !== undefined ? 'answered' : stage;
};

/** Whether an error of Node or of the SDK's HTTP handler proves that no connection was made. */
export const isBeforeConnection = (error: unknown): boolean => {
  const parsed = failureSchema.safeParse(error);
  if (!parsed.success) return false;
  const { code, syscall, message, errors } = parsed.data;
  // One error per address of the host; all of them must be of this kind.
  if (errors.length > 0) return errors.every(isBeforeConnection);
  return (
    connectingCalls.includes(syscall) || handshakeFailure.test(code) || handshakeText.test(message)
  );
};

/**
 * Makes a client record how far each of its requests gets; see {@link requestStage}.
 *
 * The middleware runs after the one that signs. A failure before it, such as in STS, whose role
 * signs, never reaches it. It sees the connection's errors unchanged.
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

/** Name, text, code and HTTP status of an SDK error; empty where it has none. */
export const failureOf = (error: unknown) => {
  const {
    name = '',
    message = '',
    code = '',
    $metadata,
  } = failureSchema.safeParse(error).data ?? {};
  return { name, message, code, status: $metadata?.httpStatusCode };
};
