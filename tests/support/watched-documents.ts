import type { Documents } from '../../shared/aws/dynamodb/documents.ts';

/** The name of a request, and what it asked. */
export type Asked = readonly [name: keyof Documents, request: object];

/** Documents that put down what is asked of them; `before` may refuse a request by throwing. */
export const watchedDocuments = (
  documents: Documents,
  asked: Asked[],
  before: (name: keyof Documents) => void = () => undefined,
): Documents =>
  new Proxy(documents, {
    get: (target, name: keyof Documents) => (request: never) => {
      asked.push([name, request]);
      before(name);
      return target[name](request);
    },
  });

/** Documents of empty tables. */
export const noDocuments: Documents = {
  get: async () => undefined,
  put: async () => undefined,
  update: async () => ({}),
  delete: async () => undefined,
  query: async function* () {},
  scan: async function* () {},
  scanPage: async () => ({ items: [], next: undefined }),
  batchGet: async () => ({ items: [], unread: [] }),
};
