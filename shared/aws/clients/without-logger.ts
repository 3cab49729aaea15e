/** What this needs of a client of the SDK. */
interface Client {
  readonly middlewareStack: { readonly remove: (name: string) => boolean };
}

/**
 * Takes from a client of the SDK what hands each request and answer to a logger: it writes them out
 * even where nothing logs, which costs a twentieth of a request's processor time, and what is not
 * there cannot put an address in a log.
 */
export const withoutLogger = <Some extends Client>(client: Some): Some => {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
};
