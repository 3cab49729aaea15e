// Stands in for the SES simulator where no mail is sent: says that it is ready and answers
// everything with 503.
import { createServer } from 'node:http';

const server = createServer((_, response) => response.writeHead(503).end());
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` })}\n`),
);
