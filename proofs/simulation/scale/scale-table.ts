import type { Scale } from './run-scale.ts';

/** The figures as the table of docs/performance.md. */
export const scaleTable = (scale: Scale): string =>
  [
    '| what | figure |',
    '| --- | --- |',
    `| recipients a second that SES takes, of ${scale.ratePerSecond.toLocaleString('en')} | ${Math.round(scale.accepted / scale.seconds).toLocaleString('en')} (${scale.utilisationPercent.toFixed(1)} %) |`,
    `| refused as above the rate | ${scale.refusedForRate} |`,
    `| containers; those that ${scale.cpuMsPerMail} ms of a processor per mail keep busy | ${scale.containers}; ${scale.busyContainers.toFixed(1)} |`,
    `| hottest item: ${scale.hottestItem.item}, writes a second | ${scale.hottestItem.writesPerSecond.toFixed(1)} |`,
    `| write requests per message | ${scale.writesPerMessage.toFixed(2)} |`,
    `| read requests per message | ${scale.readsPerMessage.toFixed(3)} |`,
    `| receives per message | ${scale.meanReceives.toFixed(2)} |`,
    `| billed time of send-email per message, ms | ${scale.billedMsPerMessage.toFixed(2)} |`,
  ].join('\n');
