import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSmtpDoor } from '../../doors/smtp/smtp-door.ts';
import { loginOfProof } from './login-of-proof.ts';

// The SMTP door alone, in a process of its own: its queue takes each mail after 20 ms. Arguments:
// files of certificate and key.

const [certFile = '', keyFile = ''] = process.argv.slice(2);
const key = { accessKeyId: loginOfProof.user, tenantId: 'acme', createdAt: 0 };
let taken = 0;

const door = await startSmtpDoor(
  {
    host: '127.0.0.1',
    startTlsPort: 0,
    tlsPort: 0,
    name: 'localhost',
    certificate: { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') },
    limits: { connections: 1_000, connectionsPerAddress: 1_000 },
  },
  {
    findKey: async () => ({ kind: 'found', key, secret: loginOfProof.password }),
    takeSubmission: async () => {
      await sleep(20);
      taken += 1;
      return { kind: 'accepted', messageId: String(taken) };
    },
    region: 'us-east-1',
    now: Date.now,
    tellFailure: (error) => process.stderr.write(`${String(error)}\n`),
  },
);
process.stdout.write(`${JSON.stringify({ tlsPort: door.tlsPort })}\n`);
