import type { Route } from './route.ts';

const base = '/api/v1';

/** Path of a route as the router writes it. */
export const pathOf = ({ place, path }: Route, noun: string): string =>
  `${base}${place === 'tenant' ? `/${noun}/{tenantId}` : ''}${path}`.replaceAll(
    /\{(\w+)\}/g,
    ':$1',
  );

/** Methods that each path takes. */
export const methodsByPath = (
  routes: readonly Route[],
  noun: string,
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...Map.groupBy(routes, (route) => pathOf(route, noun))].map(([path, all]) => [
      path,
      all.map(({ method }) => method.toUpperCase()),
    ]),
  );
