import { request } from 'node:http';
import { expect, it } from '@jest/globals';
import type { S3Settings } from '../apps/cloud-api/src/blobs/s3/s3-settings.ts';
import { freePort } from '../apps/cloud-api/src/testing/free-port.ts';
import { checksSignatures, S3Server } from '../apps/cloud-api/src/testing/s3-server.ts';
import { isOf, ok, type DoctorLooks } from './doctor-looks.ts';

/** What can be wrong with the bucket of pictures, at a service that checks who asks; skipped by name where there is none. */
export function describeBucketTroubles(looks: DoctorLooks): void {
  const { look, web } = looks;

  (checksSignatures ? it : it.skip)(
    'finds what is wrong with the bucket of pictures',
    async () => {
      const server = await S3Server.start();
      looks.toClose.push(() => server.stop());
      const { settings } = server;
      const bucket = (changes: Partial<S3Settings> = {}) => {
        const given = { ...settings, ...changes };
        const environment = {
          PATH: process.env['PATH'],
          S3_BUCKET: given.bucket,
          S3_ENDPOINT: given.endpoint,
          S3_REGION: given.region,
          S3_ACCESS_KEY_ID: given.credentials?.accessKeyId,
          S3_SECRET_ACCESS_KEY: given.credentials?.secretAccessKey,
        };
        return look('media-store', { environment });
      };
      expect(await look('media-store')).toMatchObject({ verdict: 'not-applicable' });
      expect(await bucket()).toMatchObject({
        ...ok,
        saw: expect.stringContaining('keeps no versions'),
      });
      expect(await server.keys()).toEqual([]);
      const [accessKeyId, secretAccessKey] = ['eyrie', 'of somebody else'];
      expect(await bucket({ credentials: { accessKeyId, secretAccessKey } })).toMatchObject(
        isOf('key', 'fault', /SignatureDoesNotMatch/),
      );
      expect(await bucket({ credentials: { accessKeyId, secretAccessKey: '' } })).toMatchObject(
        isOf('settings', 'fault', /S3_SECRET_ACCESS_KEY/),
      );
      expect(await bucket({ bucket: 'nowhere' })).toMatchObject(isOf('bucket', 'fault'));
      expect(await bucket({ region: 'eu-west-1' })).toMatchObject(isOf('region', 'fault'));
      expect(await bucket(server.makeStranger())).toMatchObject(isOf('denied', 'fault'));
      const nobody = `http://127.0.0.1:${await freePort()}`;
      expect(await bucket({ endpoint: nobody })).toMatchObject(
        isOf('away', 'fault', /ECONNREFUSED/),
      );
      const failing = await web((_, response) => response.writeHead(500).end());
      expect(await bucket({ endpoint: failing })).toMatchObject(isOf('failing', 'fault'));

      /** The service, by way of somebody who moves its clock, and answers for it where it has nothing. */
      const by = (offMs: number, lifecycle?: string) =>
        web((asked, answer) => {
          if (lifecycle !== undefined && asked.url?.includes('lifecycle')) {
            answer.end(lifecycle);
            return;
          }
          const { method, headers } = asked;
          const passed = request(`${settings.endpoint}${asked.url ?? ''}`, { method, headers });
          passed.on('response', (given) => {
            const date = new Date(Date.now() + offMs).toUTCString();
            answer.writeHead(given.statusCode ?? 500, { ...given.headers, date });
            given.pipe(answer);
          });
          asked.pipe(passed);
        });
      expect(await bucket({ endpoint: await by(-120_000) })).toMatchObject(
        isOf('clock-off', 'warning', /1[12]\d s ahead/),
      );
      expect(await bucket({ endpoint: await by(20 * 60_000) })).toMatchObject(
        isOf('clock', 'fault', /RequestTimeTooSkewed/),
      );
      const rule = (prefix: string) =>
        `<LifecycleConfiguration><Rule><ID>tidy</ID><Status>Enabled</Status><Filter><Prefix>${prefix}</Prefix></Filter><Expiration><Days>30</Days></Expiration></Rule></LifecycleConfiguration>`;
      expect(await bucket({ endpoint: await by(0, rule('')) })).toMatchObject(
        isOf('eaten', 'fault', /the rule tidy/),
      );
    },
    120_000,
  );
}
