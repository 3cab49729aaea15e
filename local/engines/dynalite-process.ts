// DynamoDB of the local stack: dynalite in memory, in its own process. Writes `{"port": …}` to
// stdout when ready.
import dynalite from 'dynalite';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { reachFrom } from '../../simulator/loopback/reach.ts';
import { countConsumedUnits } from './consumed-units.ts';
import { countTableRequests, countUnitsFlag } from './request-counts.ts';

const [port, , ...flags] = process.argv.slice(2);

const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
server.keepAliveTimeout = 60_000;
countTableRequests(server);
if (flags.includes(countUnitsFlag)) countConsumedUnits(server);
const listener = await listenOnLoopback(
  server,
  Number(port ?? 0),
  undefined,
  reachFrom(process.env),
);

process.on('SIGTERM', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ port: listener.port })}\n`);
