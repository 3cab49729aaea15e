import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An SES that knows SendEmail and nothing else. */
export interface TinySes {
  readonly url: string;
  /** Ids of the messages it took, by their tag, in the order of their coming. */
  readonly taken: readonly string[];
  /** Ids that it still refuses as too fast, and how often. */
  readonly refusals: Map<string, number>;
  readonly close: () => void;
}

const formOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return new URLSearchParams(Buffer.concat(chunks).toString());
};

const tagsOf = (form: URLSearchParams): Readonly<Record<string, string>> => {
  const tags: Record<string, string> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index += 1) {
    tags[form.get(`Tags.member.${index}.Name`) ?? ''] =
      form.get(`Tags.member.${index}.Value`) ?? '';
  }
  return tags;
};

const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

const throttling = `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>Throttling</Code><Message>Maximum sending rate exceeded.</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

const accepted = (id: string): string =>
  `<SendEmailResponse xmlns="${namespace}"><SendEmailResult><MessageId>ses-${id}</MessageId></SendEmailResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></SendEmailResponse>`;

export const startTinySes = async (): Promise<TinySes> => {
  const taken: string[] = [];
  const refusals = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const form = await formOf(request);
    const tags = tagsOf(form);
    const id = tags['pipeline-message'] ?? '';
    const left = refusals.get(id) ?? 0;
    const isWellFormed =
      form.get('Action') === 'SendEmail' &&
      tags['pipeline-tenant'] === 'bench' &&
      form.has('Destination.ToAddresses.member.1');
    response.setHeader('content-type', 'text/xml');
    if (!isWellFormed || left > 0) {
      refusals.set(id, left - 1);
      response.writeHead(400).end(throttling);
      return;
    }
    taken.push(id);
    response.end(accepted(id));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    refusals,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
