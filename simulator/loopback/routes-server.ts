import { createServer, type Server } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

/** Node's request and response, which a route can reach. */
export interface NodeRoutes {
  Bindings: HttpBindings;
}

/** Creates an HTTP server for these routes; it does not listen yet. */
export const createRoutesServer = <Env extends NodeRoutes>(routes: Hono<Env>): Server =>
  createServer(
    getRequestListener((request, env) => routes.fetch(request, env), {
      overrideGlobalObjects: false,
    }),
  );
