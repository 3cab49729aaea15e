import { createServer, type Server } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';

/** What a route sees of Node: the request and the response under it. */
export interface NodeRoutes {
  Bindings: HttpBindings;
}

/** An HTTP server that answers by these routes; it does not listen yet. */
export const createRoutesServer = <Env extends NodeRoutes>(routes: Hono<Env>): Server =>
  createServer(
    getRequestListener((request, env) => routes.fetch(request, env), {
      overrideGlobalObjects: false,
    }),
  );
