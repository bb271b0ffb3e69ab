import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { idSchema, uuidFromId } from '@eyrie/contracts';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { keyProvider, SigningKeys } from '../signing-keys/index.ts';
import { CrossTenant } from '../tenancy/index.ts';
import { accessTokenAudience, keyMark } from './device-tokens.service.ts';

/** Verifies a device's access token, and that the device has not been revoked since it was given. */
@Injectable()
export class DeviceTokenStrategy extends PassportStrategy(Strategy, 'device-token') {
  constructor(
    @Inject(SigningKeys) keys: SigningKeys,
    @Inject(CONFIGURATION) configuration: Configuration,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['ES256'],
      issuer: configuration.publicUrl,
      audience: accessTokenAudience,
      ignoreExpiration: false,
      secretOrKeyProvider: keyProvider(keys, 'device-access'),
    });
  }

  async validate(claims: { sub?: unknown; key?: unknown }): Promise<DevicePrincipal | null> {
    const named = idSchema('device').safeParse(claims.sub);
    if (!named.success) return null;
    const deviceId = uuidFromId('device', named.data);
    const device = await this.crossTenant.findDevice(deviceId);
    if (!device || !(await this.isOfItsKey(claims.key, deviceId, device.publicKey))) return null;
    const { organisationId, siteId, role } = device;
    return { kind: 'device', organisationId, siteId, deviceId, role };
  }

  /** Until the newer key was used the one before is good too, and so are the tokens of its time. */
  private async isOfItsKey(mark: unknown, deviceId: string, publicKey: string): Promise<boolean> {
    if (mark === keyMark(publicKey)) return true;
    const proof = await this.crossTenant.findDeviceProof(deviceId);
    return proof?.previousPublicKey != null && mark === keyMark(proof.previousPublicKey);
  }
}
