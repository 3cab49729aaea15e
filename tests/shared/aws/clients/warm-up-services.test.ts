import { describe, expect, it } from '@jest/globals';
import { startWarmUpServices } from '../../../../shared/aws/clients/warm-up-services.ts';
import { listeningElsewhere } from '../../../support/listening-elsewhere.ts';

describe('rehearsal services', () => {
  it('listen on 127.0.0.1 and nowhere else', async () => {
    const services = await startWarmUpServices();
    const { hostname, port } = new URL(services.endpoint);

    const elsewhere = await listeningElsewhere(Number(port));
    await services.close();

    expect(hostname).toBe('127.0.0.1');
    expect(elsewhere).toEqual([]);
  });
});
