/** The part of an SDK client that is needed here. */
interface Client {
  readonly middlewareStack: { readonly remove: (name: string) => boolean };
}

/**
 * Removes the SDK's logger middleware: it serialises every request and answer even without a logger
 * (5 % of a request's processor time), and could put an address in a log.
 */
export const withoutLogger = <Some extends Client>(client: Some): Some => {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
};
