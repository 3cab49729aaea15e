import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Door } from './door-state.ts';
import { networkOf } from './network-of.ts';
import type { Certificate } from './ports.ts';
import { replies } from './replies.ts';
import { sessionHandlers } from './session-handlers.ts';

/** One port of the door. */
export interface SmtpPort {
  readonly server: Server;
  readonly setCertificate: (certificate: Certificate) => void;
  /** Answers every further command of its sessions with 421. */
  readonly shutDown: () => void;
}

/** Time for a TLS handshake; ms. */
const handshakeMs = 20_000;
/** Time for a refused client to read why; ms. */
const lingerMs = 1_000;
/** Older versions are broken; HIPAA and PCI ask for 1.2 at the least. */
const minVersion = 'TLSv1.2';

/** The port that begins in plain and is upgraded by STARTTLS. */
export const startTlsPort = (door: Door, certificate: Certificate, name: string): SmtpPort => {
  const smtp = smtpServer(door, name, { ...certificate, minVersion, secure: false });
  const server = createServer((socket) => {
    if (!accept(door, socket, 'starttls')) return refuse(socket);
    const network = networkOf(socket.remoteAddress ?? '');
    connect(door, smtp, socket, () => door.connections.leave(network));
  });
  return {
    server,
    setCertificate: (next) => smtp.updateSecureContext({ ...next }),
    shutDown: () => smtp.close(),
  };
};

/** The port that begins with TLS. */
export const tlsPort = (door: Door, certificate: Certificate, name: string): SmtpPort => {
  const smtp = smtpServer(door, name, { ...certificate, minVersion, secure: true });
  const options = { ...certificate, minVersion, handshakeTimeout: handshakeMs } as const;
  const server = createTlsServer(options, (socket) => connect(door, smtp, socket, () => undefined));
  // Of the socket below TLS: a handshake takes a place, too.
  server.on('connection', (socket: Socket) => {
    if (!accept(door, socket, 'tls')) return void socket.destroy();
    const network = networkOf(socket.remoteAddress ?? '');
    socket.once('close', () => door.connections.leave(network));
  });
  server.on('tlsClientError', () => door.counts.add('tls_failures'));
  return {
    server,
    setCertificate: (next) => {
      server.setSecureContext({ ...next, minVersion });
      smtp.updateSecureContext({ ...next });
    },
    shutDown: () => smtp.close(),
  };
};

/** Speaks SMTP on sockets that are handed to it; it listens on no port itself. */
const smtpServer = (door: Door, name: string, options: SMTPServerOptions): SMTPServer => {
  const { limits, counts } = door;
  const smtp = new SMTPServer({
    ...options,
    ...sessionHandlers(door),
    name,
    logger: false,
    authMethods: ['PLAIN', 'LOGIN'],
    authRequiredMessage: replies.notAuthenticated.text,
    disabledCommands: ['XCLIENT', 'XFORWARD', 'WIZ', 'SHELL', 'KILL', 'HELP', 'VRFY'],
    disableReverseLookup: true,
    hideSMTPUTF8: true,
    size: limits.mailBytes,
    maxRecipients: limits.envelope,
    maxCommandLength: limits.commandLine,
    socketTimeout: limits.idleMs,
  });
  smtp.on('error', () => counts.add('tls_failures'));
  return smtp;
};

/** Takes a place for a connection; false when there is none. */
const accept = (door: Door, socket: Socket, port: string): boolean => {
  socket.on('error', () => undefined);
  const hasPlace = door.connections.take(networkOf(socket.remoteAddress ?? ''));
  door.counts.add(hasPlace ? 'connections' : 'refused_connections', hasPlace ? port : 'limit');
  return hasPlace;
};

const refuse = (socket: Socket): void => {
  const { code, text } = replies.tooManyConnections;
  socket.end(`${code} ${text}\r\n`);
  setTimeout(() => socket.destroy(), lingerMs).unref();
};

let connected = 0;

const connect = (door: Door, smtp: SMTPServer, socket: Socket, onGone: () => void): void => {
  connected += 1;
  const id = String(connected);
  door.clients.add({
    id,
    acceptedMs: door.ports.now(),
    failedLogins: 0,
    onGone,
    close: ({ code, text }) => {
      for (const connection of smtp.connections)
        if (connection.id === id) {
          connection.send(code, text);
          connection.close();
        }
    },
  });
  smtp.connect(socket, { id });
};
