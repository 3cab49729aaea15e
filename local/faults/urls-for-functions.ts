import type { Teardown } from '../stack/teardown.ts';
import type { FateOf } from './fate.ts';
import type { Service } from './service-errors.ts';
import { startServiceProxy } from './service-proxy.ts';

/**
 * URL under which functions reach a service: the engine's own, or, when `fateOf` is given, that of
 * a proxy that is started for it.
 */
export const urlsForFunctions =
  (fateOf: FateOf | undefined, teardown: Teardown) =>
  async (service: Service, engineUrl: string): Promise<string> => {
    if (fateOf === undefined) return engineUrl;
    const proxy = await startServiceProxy({ service, target: engineUrl, fateOf });
    teardown.add(proxy.close);
    return proxy.url;
  };
