import { Hono } from 'hono';
import type { JWK } from 'jose';
import { listenOnLoopback } from '../../simulator/loopback/listen-on-loopback.ts';
import { type Reach, thisMachine, urlAt } from '../../simulator/loopback/reach.ts';
import { createRoutesServer, type NodeRoutes } from '../../simulator/loopback/routes-server.ts';
import type { Teardown } from '../stack/teardown.ts';
import { issuerKey } from './issuer-key.ts';

/** Who mints the tokens of the local API: whoever can read the key file. */
export interface Issuer {
  /** Claim `iss`. */
  readonly issuer: string;
  /** Claim `aud`. */
  readonly audience: string;
  /** JWK Set with the public key. */
  readonly keysUrl: string;
  /** Private key (JWK), readable by its owner alone. */
  readonly keyFile: string;
}

const keysPath = '/.well-known/jwks.json';

/**
 * Starts the development issuer: it shows its public key, and mints nothing itself.
 * `ses-pipeline token` signs with the key file.
 */
export const startIssuer = async (
  directory: string,
  teardown: Pick<Teardown, 'add'>,
  { port = 0, reach = thisMachine }: { readonly port?: number; readonly reach?: Reach } = {},
): Promise<Issuer> => {
  const { path, key } = await issuerKey(directory);
  const routes = new Hono<NodeRoutes>().get(keysPath, ({ json }) =>
    json({ keys: [publicPartOf(key)] }),
  );
  const listener = await listenOnLoopback(createRoutesServer(routes), port, undefined, reach);
  teardown.add(listener.close);
  const issuer = `${urlAt(reach, listener.port)}/`;
  return {
    issuer,
    audience: 'ses-pipeline',
    keysUrl: new URL(keysPath, issuer).href,
    keyFile: path,
  };
};

/** RFC 7517: `d` is the private part of an elliptic curve's key. */
const publicPartOf = ({ d: _, ...key }: JWK): JWK => key;
