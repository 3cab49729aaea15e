import type { Known } from '../remedy.ts';
import { pages } from './pages.ts';

const you = { actor: 'you', retry: 'soon' } as const;

/** Errors before any service has answered. */
export const knownNetwork = {
  'port-25': {
    text: /(?::25\b|\bport 25\b).{0,99}(?:tim(?:ed ?|e-?)out|block|ETIMEDOUT|refused)|(?:tim(?:ed ?|e-?)out|ETIMEDOUT|block|refused).{0,99}(?::25\b|\bport 25\b)/i,
    cause: 'AWS and most networks close or throttle port 25 to the outside.',
    remedy:
      'Use port 587 with STARTTLS, or 465 with TLS; 2587 and 2465 where these are closed too.',
    actor: 'you',
    retry: 'no',
    sources: [pages.sesSmtp, pages.ec2Port25],
    samples: [
      'connect ETIMEDOUT 203.0.113.7:25',
      'port 25 is blocked',
      'Connection timed out: email-smtp.us-east-1.amazonaws.com port 25',
    ],
  },
  'no-such-endpoint': {
    text: /(?:ENOTFOUND|could not (?:resolve|connect)|unknown host|name or service not known|not resolve).{0,160}amazonaws\.com|amazonaws\.com.{0,99}(?:name or service not known|not found|unknown host)/i,
    cause:
      'There is no such endpoint: the region in its name is misspelt, or does not have the service.',
    remedy:
      'Correct the region of the endpoint: email.REGION.amazonaws.com for the API, email-smtp.REGION.amazonaws.com for SMTP.',
    ...you,
    sources: [pages.sesRegions],
    samples: [
      'getaddrinfo ENOTFOUND email-smtp.us-eas-1.amazonaws.com',
      'Could not connect to the endpoint URL: "https://email.eu-center-1.amazonaws.com/"',
    ],
  },
  'no-address': {
    codes: ['ENOTFOUND', 'EAI_AGAIN'],
    also: [
      {
        text: /name or service not known|temporary failure in name resolution|getaddrinfo failed|could not resolve host/i,
      },
    ],
    cause: 'DNS gives no address for the host.',
    remedy: 'Check the spelling of the host, and that this machine can ask DNS.',
    ...you,
    sources: [pages.node],
    samples: [
      'getaddrinfo ENOTFOUND queue.example',
      'getaddrinfo EAI_AGAIN sqs.eu-west-1.amazonaws.example',
      'socket.gaierror: [Errno -2] Name or service not known',
    ],
  },
  refused: {
    codes: ['ECONNREFUSED'],
    also: [{ text: /\bconnection refused\b|could not connect to the endpoint url/i }],
    cause: 'The host is there, and nothing answers on this port.',
    remedy: 'If it is the local stack, start it with `npm start`. Else check host and port.',
    ...you,
    sources: [pages.node],
    samples: [
      'connect ECONNREFUSED 127.0.0.1:4100',
      '[Errno 111] Connection refused',
      'Could not connect to the endpoint URL: "http://localhost:4566/"',
    ],
  },
  'timed-out': {
    codes: [
      'ETIMEDOUT',
      'ESOCKETTIMEDOUT',
      'TimeoutError',
      'ConnectTimeoutError',
      'ReadTimeoutError',
    ],
    also: [
      {
        text: /\bconnection timed? ?out\b|\[Errno 110\]|connect timeout on endpoint|greeting never received/i,
      },
    ],
    cause: 'No answer came in time: a firewall drops the packets, or a subnet has no way out.',
    remedy:
      'Let the machine reach the host and port (security group, NAT gateway or VPC endpoint). For SMTP use port 587 or 465, not 25.',
    ...you,
    sources: [pages.sesSmtp, pages.node],
    samples: [
      'connect ETIMEDOUT 203.0.113.7:587',
      'Connection timed out',
      'TimeoutError: [Errno 110] Connection timed out',
      'Error: Greeting never received',
    ],
  },
  reset: {
    codes: ['ECONNRESET', 'EPIPE', 'ECONNABORTED'],
    also: [
      {
        text: /socket hang up|connection reset by peer|connection unexpectedly closed|broken pipe/i,
      },
    ],
    cause:
      'The connection broke while a request was under way. Whether it was carried out is not known.',
    remedy:
      'Ask for the state first (`ses-pipeline status`), then send again under the same messageId.',
    actor: 'you',
    retry: 'unknown',
    sources: [pages.node],
    samples: [
      'read ECONNRESET',
      'Error: socket hang up',
      'smtplib.SMTPServerDisconnected: Connection unexpectedly closed',
    ],
  },
  'no-route': {
    codes: ['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
    cause: 'This machine has no way to the host.',
    remedy: 'Check its network; for IPv6 addresses, that it has IPv6.',
    ...you,
    sources: [pages.node],
    samples: ['connect ENETUNREACH 2001:db8::1:443'],
  },
  certificate: {
    codes: [
      ...[
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        'CERT_HAS_EXPIRED',
      ],
      ...[
        'DEPTH_ZERO_SELF_SIGNED_CERT',
        'SELF_SIGNED_CERT_IN_CHAIN',
        'ERR_TLS_CERT_ALTNAME_INVALID',
      ],
    ],
    also: [
      { text: /certificate verify failed|self[- ]signed certificate|certificate has expired/i },
    ],
    cause: 'The certificate of the other side is not trusted, not for this host, or expired.',
    remedy:
      'Use the host that the certificate names. For a proxy or the local stack, give its certificate to the program (NODE_EXTRA_CA_CERTS, AWS_CA_BUNDLE).',
    ...you,
    sources: [pages.tls],
    samples: [
      'Error: self-signed certificate in certificate chain SELF_SIGNED_CERT_IN_CHAIN',
      'SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed',
    ],
  },
  'tls-mode': {
    text: /wrong version number|starttls extension not supported|ssl routines.{0,99}packet length too long|unexpected eof while reading/i,
    cause: 'One side began TLS and the other did not: the port and the kind of TLS do not fit.',
    remedy:
      'Use STARTTLS for 587, and TLS from the start for 465. In Django: EMAIL_USE_TLS with 587, EMAIL_USE_SSL with 465.',
    ...you,
    sources: [pages.sesSmtp],
    samples: [
      'write EPROTO error:1408F10B:SSL routines:ssl3_get_record:wrong version number',
      'smtplib.SMTPNotSupportedError: STARTTLS extension not supported by server.',
    ],
  },
} as const satisfies Readonly<Record<string, Known>>;
