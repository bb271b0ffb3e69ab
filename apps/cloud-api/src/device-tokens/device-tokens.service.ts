import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { type AccessToken, uuidFromId } from '@eyrie/contracts';
import { LessThan } from 'typeorm';
import { DeviceRow } from '../devices/device.entity.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { SigningKeys } from '../signing-keys/index.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { readAssertion } from './assertion.ts';
import { AssertionRefused, DeviceQuarantined, DeviceRevoked } from './device-token.errors.ts';
import { DeviceRuns } from './device-runs.ts';
import { UsedAssertion } from './used-assertion.entity.ts';

export const accessTokenAudience = 'eyrie-edge';
export const accessTokenSeconds = 600;

@Injectable()
export class DeviceTokensService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(JwtService) private readonly jwt: JwtService,
    @Inject(DeviceRuns) private readonly runs: DeviceRuns,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * Exchanges an assertion, once, for an access token; those of an earlier start of the device are worth
   * nothing from then on. Throws `AssertionRefused`; to who has proven
   * to be the device `DeviceRevoked` and `DeviceQuarantined`.
   */
  async exchange(encoded: string): Promise<AccessToken> {
    const assertion = readAssertion(encoded, {
      audiences: acceptedAudiences(this.configuration),
      nowMs: Date.now(),
    });
    if (!assertion) throw new AssertionRefused();
    const deviceId = uuidFromId('device', assertion.deviceId);
    const device = await this.crossTenant.findDeviceProof(deviceId);
    if (!device) throw new AssertionRefused();
    const { publicKey, previousPublicKey } = device;
    const isByNewest = assertion.isSignedBy(publicKey);
    const isByPrevious = previousPublicKey !== null && assertion.isSignedBy(previousPublicKey);
    if (!isByNewest && !isByPrevious) throw new AssertionRefused();
    if (device.revokedAt !== null) throw new DeviceRevoked(device.revokedReason);
    if (device.quarantinedAt !== null) throw new DeviceQuarantined();
    const { organisationId } = device;
    const verdict = await this.tenancy.transaction(organisationId, async (tx) => {
      await tx.delete(UsedAssertion, { deviceId, expiresAt: LessThan(new Date()) });
      // The primary key decides between two replicas that were handed the same assertion.
      const kept = await tx.query<unknown[]>(
        `INSERT INTO used_assertion (organisation_id, device_id, jti, expires_at)
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING jti`,
        [organisationId, deviceId, assertion.jti, assertion.expiresAt],
      );
      if (kept.length === 0) throw new AssertionRefused();
      // The device has its new key on its disk: from now on the one before is worth nothing.
      if (isByNewest && previousPublicKey !== null) {
        await tx.update(
          DeviceRow,
          { organisationId, id: deviceId, publicKey },
          { previousPublicKey: null },
        );
      }
      return this.runs.hear(tx, organisationId, deviceId, assertion.run);
    });
    if (verdict === 'late') throw new AssertionRefused();
    if (verdict === 'cloned') {
      await this.runs.putOut(organisationId, deviceId);
      throw new DeviceQuarantined();
    }
    return this.issue(assertion.deviceId, keyMark(publicKey, assertion.run.id));
  }

  private async issue(deviceId: string, mark: string): Promise<AccessToken> {
    const key = await this.keys.current('device-access');
    const access_token = await this.jwt.signAsync(
      { key: mark },
      {
        algorithm: 'ES256',
        privateKey: key.privateKey,
        keyid: key.id,
        issuer: this.configuration.publicUrl,
        audience: accessTokenAudience,
        subject: deviceId,
        expiresIn: accessTokenSeconds,
      },
    );
    return { access_token, token_type: 'Bearer', expires_in: accessTokenSeconds };
  }
}

/**
 * What a token says of the device's key and of its present start: with another key in its place, or after
 * the next start, the tokens of before are worth nothing. `publicKey` is SubjectPublicKeyInfo, base64.
 */
export function keyMark(publicKey: string, runId: string): string {
  const text = `${publicKey} ${runId}`;
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** Our own URL, by its public name and by the address we listen on (a fleet on one machine). */
export function acceptedAudiences({ publicUrl, host, port }: Configuration): string[] {
  const names = host === '127.0.0.1' || host === '0.0.0.0' ? ['127.0.0.1', 'localhost'] : [host];
  return [new URL(publicUrl).origin, ...names.map((name) => `http://${name}:${port}`)];
}
