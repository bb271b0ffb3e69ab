import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { idSchema, uuidFromId } from '@eyrie/contracts';
import type { FastifyRequest } from 'fastify';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { keyIdOf, keyProvider, SigningKeys } from '../signing-keys/index.ts';
import { CrossTenant, type DeviceLookup } from '../tenancy/index.ts';
import { accessTokenAudience, keyMark } from './device-tokens.service.ts';
import { type DeviceClaims, KnownTokens } from './known-tokens.ts';

const tokenOf = ExtractJwt.fromAuthHeaderAsBearerToken();

/** Verifies a device's access token, and that the device has not been revoked since it was given. */
@Injectable()
export class DeviceTokenStrategy extends PassportStrategy(Strategy, 'device-token') {
  private readonly known = new KnownTokens();

  constructor(
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(CONFIGURATION) configuration: Configuration,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
  ) {
    super({
      jwtFromRequest: tokenOf,
      algorithms: ['ES256'],
      issuer: configuration.publicUrl,
      audience: accessTokenAudience,
      ignoreExpiration: false,
      secretOrKeyProvider: keyProvider(keys, 'device-access'),
      passReqToCallback: true,
    });
  }

  async validate(request: FastifyRequest, claims: DeviceClaims): Promise<DevicePrincipal | null> {
    const principal = await this.principalOf(claims);
    const token = tokenOf(request);
    const signingKeyId = keyIdOf(token);
    if (principal && token !== null && signingKeyId !== null && typeof claims.exp === 'number') {
      this.known.remember(token, {
        claims,
        signingKeyId,
        expiresAt: claims.exp * 1000,
        principal,
      });
    }
    return principal;
  }

  /**
   * Whose a request's token is, where its signature was verified before by a key that is still good; null
   * where that is still to be done, or the device is not welcome any more.
   *
   * @param whenLastAsked takes the device as it was when the token was first shown, for a caller that
   *   asks whether it `stillServes` itself
   */
  async recognise(
    request: FastifyRequest,
    whenLastAsked: boolean,
  ): Promise<DevicePrincipal | null> {
    const token = tokenOf(request);
    const known = token === null ? null : this.known.find(token);
    if (!known) return null;
    if (!(await this.keys.findVerifying('device-access', known.signingKeyId))) return null;
    return whenLastAsked ? known.principal : this.principalOf(known.claims);
  }

  private async principalOf(claims: DeviceClaims): Promise<DevicePrincipal | null> {
    const named = idSchema('device').safeParse(claims.sub);
    if (!named.success || typeof claims.key !== 'string') return null;
    const deviceId = uuidFromId('device', named.data);
    const device = await this.crossTenant.findDevice(deviceId);
    if (!device || !isOfItsKey(claims.key, device)) return null;
    const { organisationId, siteId, role } = device;
    return { kind: 'device', organisationId, siteId, deviceId, role, keyMark: claims.key };
  }
}

/** Until the newer key was used the one before is good too, and so are the tokens of its time. */
function isOfItsKey(mark: string, { publicKey, previousPublicKey, runId }: DeviceLookup): boolean {
  if (runId === null) return false;
  const keys = previousPublicKey === null ? [publicKey] : [publicKey, previousPublicKey];
  return keys.some((key) => mark === keyMark(key, runId));
}
