import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { idSchema, uuidFromId } from '@eyrie/contracts';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { CrossTenant } from '../tenancy/index.ts';
import { accessTokenAudience } from './device-tokens.service.ts';
import { SigningKeys } from './signing-keys.ts';

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
      // Our own key, whatever the token's header names.
      secretOrKeyProvider: (_request: unknown, _token: unknown, done) => {
        keys.current().then(
          (key) => done(null, key.publicKey),
          (error: unknown) => done(error),
        );
      },
    });
  }

  async validate(claims: { sub?: unknown }): Promise<DevicePrincipal | null> {
    const named = idSchema('device').safeParse(claims.sub);
    if (!named.success) return null;
    const deviceId = uuidFromId('device', named.data);
    const device = await this.crossTenant.findDevice(deviceId);
    if (!device) return null;
    const { organisationId, siteId, role } = device;
    return { kind: 'device', organisationId, siteId, deviceId, role };
  }
}
