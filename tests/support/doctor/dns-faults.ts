import { CreateEmailIdentityCommand, DeleteEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import type { ZoneRecord } from '../../../local/dns/zone-record.ts';
import { domain } from './doctor-world.ts';
import { type Fault, tenantItem } from './fault.ts';

/** Changes the zone; the end puts it back. */
const zone =
  (change: (records: readonly ZoneRecord[]) => readonly ZoneRecord[]): Fault['plant'] =>
  async (world) => {
    const { zone: before } = world;
    world.zone = change(before);
    return () => {
      world.zone = before;
    };
  };

const isDkim = ({ type }: ZoneRecord): boolean => type === 'CNAME';

/** Changes one of the records, the first that fits. */
const oneRecord = (
  fits: (record: ZoneRecord) => boolean,
  change: (record: ZoneRecord) => readonly ZoneRecord[],
): Fault['plant'] =>
  zone((records) => {
    const at = records.findIndex(fits);
    return records.flatMap((record, index) => (index === at ? change(record) : [record]));
  });

const isAt =
  (name: string, type: ZoneRecord['type']) =>
  (record: ZoneRecord): boolean =>
    record.name === name && record.type === type;

const dmarc = isAt(`_dmarc.${domain}`, 'TXT');

/** Faults of DNS. */
export const dnsFaults: readonly Fault[] = [
  {
    name: 'one of the three DKIM records is missing',
    check: 'dkim-records',
    plant: oneRecord(isDkim, () => []),
  },
  {
    name: 'one of the three DKIM records leads to another region',
    check: 'dkim-records',
    plant: oneRecord(isDkim, (record) => [
      { ...record, value: record.value.replace('.dkim.', '.dkim.eu-south-1.') },
    ]),
  },
  {
    name: 'the MX record of MAIL FROM is that of another region',
    check: 'mail-from-mx',
    plant: oneRecord(isAt(`bounce.${domain}`, 'MX'), (record) => [
      { ...record, value: '10 feedback-smtp.eu-central-1.amazonses.com' },
    ]),
  },
  {
    name: 'MAIL FROM has no SPF',
    check: 'spf',
    plant: oneRecord(isAt(`bounce.${domain}`, 'TXT'), () => []),
  },
  {
    name: 'MAIL FROM has two SPF records',
    check: 'spf',
    plant: oneRecord(isAt(`bounce.${domain}`, 'TXT'), (record) => [
      record,
      { ...record, value: 'v=spf1 -all' },
    ]),
  },
  { name: 'there is no DMARC', check: 'dmarc', plant: oneRecord(dmarc, () => []) },
  {
    name: 'there are two DMARC records',
    check: 'dmarc',
    plant: oneRecord(dmarc, (record) => [record, { ...record, value: 'v=DMARC1; p=none' }]),
  },
  {
    name: 'nobody gets the DMARC reports',
    check: 'dmarc-reports',
    plant: oneRecord(dmarc, (record) => [{ ...record, value: 'v=DMARC1; p=reject' }]),
  },
  {
    name: 'the From domain takes no mail',
    check: 'sender-receives',
    plant: oneRecord(isAt(domain, 'MX'), () => []),
  },
  {
    name: 'a tenant sends from a mailbox at Gmail',
    check: 'freemail',
    plant: async (world) => {
      const EmailIdentity = 'acme.shop@gmail.com';
      await world.sesv2.send(new CreateEmailIdentityCommand({ EmailIdentity }));
      const end = await tenantItem('small', { settings: { from: EmailIdentity } })(world);
      return async () => {
        await end();
        await world.sesv2.send(new DeleteEmailIdentityCommand({ EmailIdentity }));
      };
    },
  },
];
