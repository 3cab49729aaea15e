import { isLocalHost } from './local-host.ts';
import type { SmtpServer } from './ports.ts';

/**
 * Reads the server that takes all mail in development: `host:port`. A server of this machine or
 * network gets plain text, any other one STARTTLS.
 *
 * @throws when the text is no host and port
 */
export const readSmtpServer = (text: string): SmtpServer => {
  const { host, port } = /^(?<host>[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):(?<port>\d{1,5})$/.exec(text)
    ?.groups ?? { host: '', port: '0' };
  const name = (host ?? '').replace(/^\[|\]$/g, '');
  const number = Number(port);
  if (name === '' || number < 1 || number > 65_535)
    throw new Error('smtpServer is no host and port: with transport=smtp, write it as host:port.');
  return { host: name, port: number, security: isLocalHost(name) ? 'none' : 'starttls' };
};
