import { feedbackHost, signingZone } from '../../shared/identities/wanted-records.ts';
import type { ZoneRecord } from './zone-record.ts';

/** A public RSA key of 2048 bits, whose private part nobody has. */
const publicKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAuCKktBkv3RjxeDXht5cVCGfgEcjPP7UElOCaYkX2/uPbzt7xV/VLgVsuxm97VUtsAJJIQdGaeICjZAmG+2XyMcMWXtn1dm5+UljJo1P81b+BeRPBn/nevGW6WIURZxy3xnB06Xgl5qIc+hNuAQk/otVOm+tF7332KvoDYmSWhLbZrQ8fu6HmabMb9o6OThC9BBJsh3nfI94iE3SVtuHoA8lRQUH9Y0jPkfPvyU52UlpZ8TJ1nEVLaPVJ7ddskyx4lKMbYhUj88fbnHYTWxpM/NV29Sltllrv7va81/dIklZ8Lu537FV1RfjB+RMd9/dt4nw9gNYuwo8CScvxB9YJ2wIDAQAB';

/** Records that SES publishes itself: DKIM keys, its servers' SPF, the host for bounces. */
export const sesRecords = (region: string): readonly ZoneRecord[] => [
  {
    name: `*.${signingZone(region)}`,
    type: 'TXT',
    value: `v=DKIM1; k=rsa; p=${publicKey}`,
  },
  { name: 'amazonses.com', type: 'TXT', value: 'v=spf1 ip4:127.0.0.0/8 -all' },
  { name: feedbackHost(region), type: 'A', value: '127.0.0.1' },
];
