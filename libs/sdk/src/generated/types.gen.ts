// Written by `npm run generate` from docs/api/openapi.json.
export type ClientOptions = {
  baseUrl: string;
};

export type AuditPage = {
  items: Array<AuditEntry>;
  next_page_token: string | null;
};

export type AuditEntry = {
  organisation_id: string;
  sequence: number;
  at: string;
  actor: {
    kind: 'person' | 'api-key' | 'device' | 'system';
    id: string | null;
    name: string | null;
    role: string | null;
    /**
     * The session or key that was used.
     */
    credential: string | null;
  };
  address: string | null;
  operation: string;
  object: {
    kind: string;
    id: string | null;
  } | null;
  before: unknown;
  after: unknown;
  before_sha256: string | null;
  after_sha256: string | null;
  request_id: string | null;
  /**
   * Null for what was done.
   */
  refusal: AuditRefusal | null;
  previous_hash: string;
  hash: string;
};

export type AuditRefusal = {
  /**
   * Of the problem that was answered.
   */
  code: string;
  attempts: number;
  /**
   * The last of them.
   */
  until: string;
};

export type AuditCheckpointPage = {
  items: Array<AuditCheckpoint>;
  next_page_token: string | null;
};

export type AuditCheckpoint = {
  organisation_id: string;
  sequence: number;
  hash: string;
  at: string;
  key_id: string;
  signature: string;
};

export type AuditKeys = {
  keys: Array<{
    kty: 'OKP';
    crv: 'Ed25519';
    x: string;
    kid: string;
    use: 'sig';
    alg: 'EdDSA';
  }>;
};

export type OperationPage = {
  items: Array<Operation>;
  next_page_token: string | null;
};

export type Operation = {
  id: string;
  /**
   * What it does: devices.command.
   */
  kind: string;
  state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  done: boolean;
  progress: {
    /**
     * What it is at, for people.
     */
    step: string | null;
    done: number;
    /**
     * Null where nobody knows.
     */
    total: number | null;
    /**
     * What is counted: devices, bytes.
     */
    unit: string | null;
    /**
     * When it will be through at the present rate; null before 5 % of it.
     */
    eta: string | null;
  };
  partial_failures: Array<{
    /**
     * What it is about: an id.
     */
    item: string;
    problem: Problem;
  }>;
  /**
   * What came of it, by its kind; null until it has succeeded.
   */
  result: {
    [key: string]: unknown;
  } | null;
  /**
   * Why it failed; null unless it has.
   */
  error: Problem | null;
  cancel_requested: boolean;
  /**
   * The person or API key, by name.
   */
  created_by: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
};

export type Problem = {
  /**
   * A stable URI for this kind of problem.
   */
  type: string;
  title: string;
  status: number;
  detail?: string;
  /**
   * Stable, for programs: `site.not_found`.
   */
  code: string;
  /**
   * Where the code is explained, relative to the address of the API.
   */
  doc_url?: string;
  request_id: string;
  /**
   * The W3C trace that the request belongs to; it is in the log, here and at the site.
   */
  trace_id?: string;
  errors?: Array<{
    /**
     * JSON pointer into the request.
     */
    pointer: string;
    message: string;
  }>;
};

export type Jwks = {
  keys: Array<{
    kty: string;
    crv: string;
    x: string;
    y: string;
    kid: string;
    use: 'sig';
    alg: 'ES256';
  }>;
};

export type NewApiKey = {
  name: string;
  role: 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids?: Array<string> | null;
  /**
   * Null for a key that does not expire.
   */
  expires_in_seconds?: number | null;
};

export type CreatedApiKey = {
  id: string;
  name: string;
  prefix: string;
  role: 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids: Array<string> | null;
  expires_at: string | null;
  /**
   * To the minute.
   */
  last_used_at: string | null;
  revoked_at: string | null;
  created_by: string;
  created_at: string;
  /**
   * Shown once. Send it as `Authorization: Bearer …`.
   */
  secret: string;
};

export type ApiKeyPage = {
  items: Array<ApiKey>;
  next_page_token: string | null;
};

export type ApiKey = {
  id: string;
  name: string;
  prefix: string;
  role: 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids: Array<string> | null;
  expires_at: string | null;
  /**
   * To the minute.
   */
  last_used_at: string | null;
  revoked_at: string | null;
  created_by: string;
  created_at: string;
};

export type PersonPage = {
  items: Array<Person>;
  next_page_token: string | null;
};

export type Person = {
  id: string;
  email: string;
  name: string;
  role: 'owner' | 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids: Array<string> | null;
  /**
   * Grows with each change of role or sites.
   */
  revision: number;
  /**
   * Of the sessions that are open; null without one.
   */
  last_seen_at: string | null;
  created_at: string;
};

export type PersonChange = {
  role?: 'owner' | 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids?: Array<string> | null;
};

export type NewInvitation = {
  email: string;
  role: 'owner' | 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids?: Array<string> | null;
  expires_in_seconds?: number;
};

export type CreatedInvitation = {
  id: string;
  email: string;
  role: 'owner' | 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids: Array<string> | null;
  expires_at: string;
  accepted_at: string | null;
  revoked_at: string | null;
  created_at: string;
  /**
   * Shown once; whoever has it can join, once. Null where it was mailed instead.
   */
  link: string | null;
};

export type InvitationPage = {
  items: Array<Invitation>;
  next_page_token: string | null;
};

export type Invitation = {
  id: string;
  email: string;
  role: 'owner' | 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids: Array<string> | null;
  expires_at: string;
  accepted_at: string | null;
  revoked_at: string | null;
  created_at: string;
};

export type InvitationLookUp = {
  token: string;
};

export type InvitationOffer = {
  organisation_name: string;
  email: string;
  role: 'owner' | 'admin' | 'operator' | 'viewer';
  expires_at: string;
};

export type InvitationAcceptance = {
  token: string;
  name: string;
  password: string;
  code?: string;
};

export type Session = {
  user: {
    id: string;
    email: string;
    name: string;
  };
  organisation: {
    id: string;
    name: string;
  };
  role: 'owner' | 'admin' | 'operator' | 'viewer';
  /**
   * The sites at which the role is granted; null for the whole organisation.
   */
  site_ids: Array<string> | null;
  expires_at: string;
};

export type Credentials = {
  email: string;
  password: string;
  /**
   * Six digits of the second factor, or a recovery code, where one is asked for.
   */
  code?: string;
};

export type OrganisationChoice = {
  organisation_id: string;
};

export type Account = {
  id: string;
  email: string;
  /**
   * False for whom a login provider brought.
   */
  has_password: boolean;
  /**
   * The session was opened by the organisation’s login provider.
   */
  through_provider: boolean;
  second_factor: {
    enabled: boolean;
    recovery_codes_left: number;
  };
  organisations: Array<{
    id: string;
    name: string;
    role: 'owner' | 'admin' | 'operator' | 'viewer';
  }>;
};

export type OpenSessions = {
  items: Array<OpenSession>;
};

export type OpenSession = {
  id: string;
  organisation_name: string;
  /**
   * The one that asks.
   */
  current: boolean;
  user_agent: string;
  address: string;
  last_seen_at: string;
  created_at: string;
  expires_at: string;
};

export type PasswordChange = {
  current_password: string;
  new_password: string;
};

export type SecondFactorRequest = {
  password: string;
};

export type SecondFactorSetup = {
  /**
   * Base32, for typing.
   */
  secret: string;
  /**
   * otpauth://, for a QR code.
   */
  uri: string;
};

export type SecondFactorCode = {
  code: string;
};

export type RecoveryCodes = {
  /**
   * Shown once. Each works once.
   */
  recovery_codes: Array<string>;
};

export type SecondFactorRemoval = {
  password: string;
  code: string;
};

export type PasswordResetOffer = {
  /**
   * `mail`: ask for a link. `operator`: the same, and whoever runs the cloud finds it in a file. `owner`: no mail is sent; an owner hands out links.
   */
  by: 'mail' | 'operator' | 'owner';
};

export type PasswordResetRequest = {
  email: string;
};

export type PasswordResetLookUp = {
  token: string;
};

export type PasswordResetTarget = {
  email: string;
  expires_at: string;
};

export type PasswordResetCompletion = {
  token: string;
  new_password: string;
};

export type IssuedPasswordReset = {
  /**
   * Shown once, for handing on. Null where it was mailed to the person instead.
   */
  link: string | null;
  expires_at: string;
};

export type ProviderConnection = {
  provider: {
    id: string;
    name: string;
  } | null;
  connected_at: string | null;
  last_used_at: string | null;
};

export type ProviderLogin = {
  authorization_url: string;
};

export type ProviderAnswer = {
  provider_id: string;
  /**
   * The query of the redirect, with or without its ?.
   */
  query: string;
};

export type LoginProviderSetting = {
  /**
   * To be registered at the provider; it stays the same.
   */
  redirect_uri: string;
  provider: LoginProvider | null;
};

export type LoginProvider = {
  id: string;
  name: string;
  issuer: string;
  client_id: string;
  has_client_secret: boolean;
  email_domains: Array<string>;
  newcomer_role: 'operator' | 'viewer' | null;
  /**
   * Grows with every change; for If-Match.
   */
  revision: number;
  /**
   * Where people begin; the browser remembers it.
   */
  login_link: string;
  created_at: string;
  updated_at: string;
};

export type NewLoginProvider = {
  /**
   * As the button says it: Continue with …
   */
  name: string;
  issuer: string;
  client_id: string;
  /**
   * Null for a public client; left out: as it is. A new issuer asks for it anew.
   */
  client_secret?: string | null;
  /**
   * Whose people are let in; none: all that were invited or connected.
   */
  email_domains?: Array<string>;
  /**
   * Of people nobody has invited; null: an invitation is needed.
   */
  newcomer_role?: 'operator' | 'viewer' | null;
};

export type LoginProviderTest = {
  works: boolean;
  checks: Array<LoginProviderCheck>;
};

export type LoginProviderCheck = {
  name: 'discovery' | 'code_flow' | 'signing_keys' | 'client';
  outcome: 'right' | 'wrong' | 'unknown';
  detail: string;
};

export type LoginOffer = {
  provider: {
    id: string;
    name: string;
  } | null;
};

export type ProviderLoginBegin = {
  provider_id: string;
};

export type NewSite = {
  name: string;
  latitude: number;
  longitude: number;
  /**
   * IANA name, for example Europe/Zurich.
   */
  time_zone: string;
  /**
   * How many coordinators found the site together; it starts to decide when they have enrolled.
   */
  founding_coordinators?: number;
};

export type Site = {
  id: string;
  name: string;
  /**
   * Anything people want to remember of it.
   */
  notes: string;
  /**
   * Grows with what people change of it: what If-Match is about.
   */
  revision: number;
  latitude: number;
  longitude: number;
  /**
   * IANA name, for example Europe/Zurich.
   */
  time_zone: string;
  presence: 'new' | 'online' | 'late' | 'offline';
  site_epoch: number;
  term: number;
  leader_device_id: string | null;
  uplink_backlog_records: number;
  devices_total: number;
  devices_online: number;
  cameras_total: number;
  last_seen_at: string | null;
  /**
   * Put away since then: in the lists of what is archived only.
   */
  archived_at: string | null;
  created_at: string;
};

export type SitePage = {
  items: Array<Site>;
  next_page_token: string | null;
};

export type SiteChange = {
  name?: string;
  /**
   * Anything people want to remember of it.
   */
  notes?: string;
  latitude?: number;
  longitude?: number;
  /**
   * IANA name, for example Europe/Zurich.
   */
  time_zone?: string;
};

export type DevicePage = {
  items: Array<Device>;
  next_page_token: string | null;
};

export type Device = {
  id: string;
  site_id: string;
  name: string;
  /**
   * Anything people want to remember of it.
   */
  notes: string;
  /**
   * Grows with what people change of it: what If-Match is about.
   */
  revision: number;
  role: 'coordinator' | 'worker';
  presence: 'new' | 'online' | 'late' | 'offline';
  presence_reason: string | null;
  last_seen_at: string | null;
  version: string | null;
  hardware_model: string;
  raft: {
    node_id: number;
    role: 'leader' | 'follower' | 'candidate' | 'pre-candidate' | 'learner' | null;
    reachable: boolean;
    match_index: number;
    /**
     * What it is in the group, by the leader; null before the first report.
     */
    standing: 'voter' | 'learner' | 'joining' | 'leaving' | 'waiting' | 'removed' | null;
    /**
     * Tells its card from every other.
     */
    incarnation: string | null;
    /**
     * Entries behind the leader.
     */
    lag_entries: number | null;
  } | null;
  health: {
    at: string;
    cpu_percent: number;
    memory_used_bytes: number;
    memory_total_bytes: number;
    disk_used_bytes: number;
    disk_total_bytes: number;
    temperature_c: number | null;
    uptime_seconds: number;
    backlog_records: number;
    backlog_blobs: number;
    backlog_blob_bytes: number;
    /**
     * Null from devices that do not say it.
     */
    storage: DeviceStorage | null;
    /**
     * Null from devices that do not say it.
     */
    condition: DeviceCondition | null;
  } | null;
  configuration: {
    desired_version: number;
    reported_version: number;
    reason: string | null;
  };
  cameras_total: number;
  /**
   * The newest frame of its cameras.
   */
  last_frame: {
    id: string;
    camera_id: string;
    captured_at: string;
  } | null;
  /**
   * Whether cloud and site let the device in.
   */
  access: 'granted' | 'revoked' | 'quarantined';
  /**
   * When its card's count of starts went back: the card was copied, or set back to an older state. Within thirty days the next time puts the device in quarantine.
   */
  suspected_at: string | null;
  revoked_at: string | null;
  /**
   * Since then it is in no list.
   */
  decommissioned_at: string | null;
  certificate_expires_at: string;
  created_at: string;
};

export type DeviceStorage = {
  pictures: {
    files: number;
    bytes: number;
    oldest_at: string | null;
  };
  thumbnails: {
    files: number;
    bytes: number;
    oldest_at: string | null;
  };
  videos: {
    files: number;
    bytes: number;
    oldest_at: string | null;
  };
  quarantine: {
    files: number;
    bytes: number;
    oldest_at: string | null;
  };
  locked_bytes: number;
  bytes_per_hour: number;
  /**
   * Until something the cloud has goes before its time; null: never.
   */
  early_in_seconds: number | null;
  /**
   * Until something goes that the cloud has not; null: never.
   */
  loss_in_seconds: number | null;
  card: 'well' | 'full' | 'stalled' | 'failed';
  /**
   * In memory alone, because the card is not well.
   */
  memory_bytes: number;
};

export type DeviceCondition = {
  power: {
    now: Array<'under_voltage' | 'capped' | 'throttled' | 'soft_limit'>;
    since_boot: Array<'under_voltage' | 'capped' | 'throttled' | 'soft_limit'>;
  } | null;
  card: {
    life_used_percent: number | null;
    bytes_written: number;
    bytes_per_day: number;
    years_left: number | null;
  } | null;
  network: {
    interface: string;
    is_wireless: boolean;
    signal_dbm: number | null;
    speed_mbps: number | null;
    round_trip_ms: number | null;
    loss_share: number | null;
  } | null;
  clock: {
    is_trusted: boolean;
    offset_ms: number | null;
  };
  /**
   * The card's system and its security updates; null where it is no card of Eyrie's.
   */
  system: {
    slot: 'a' | 'b';
    /**
     * The slot is tried; the next start would take the other.
     */
    is_trial: boolean;
    /**
     * Null: as its card was written.
     */
    updated_at: string | null;
    /**
     * When the archive was asked.
     */
    looked_at: string | null;
    /**
     * Packages that there are, and that this system has not.
     */
    pending: number;
    /**
     * Why they are not there yet, in one sentence.
     */
    reason: string | null;
  } | null;
  cameras: Array<{
    camera_id: string;
    last_frame_at: string | null;
    /**
     * Why its last slot has no frame.
     */
    missing: string | null;
  }>;
};

export type DeviceCounts = {
  total: number;
  online: number;
  late: number;
  offline: number;
  new: number;
};

export type DeviceHistory = {
  step_seconds: number;
  points: Array<{
    /**
     * Beginning of the step; steps without a heartbeat are left out.
     */
    at: string;
    cpu_percent: number;
    memory_share: number;
    disk_share: number;
    /**
     * The highest.
     */
    temperature_c: number | null;
    /**
     * Throttled or short of power at any time of it.
     */
    strained: boolean;
    /**
     * The weakest.
     */
    signal_dbm: number | null;
    round_trip_ms: number | null;
  }>;
};

export type DeviceReadings = {
  step_seconds: number;
  series: Array<{
    sensor: string;
    /**
     * Its unit is in its name.
     */
    quantity:
      | 'temperature_c'
      | 'dew_point_c'
      | 'humidity_percent'
      | 'pressure_hpa'
      | 'wind_speed_ms'
      | 'wind_gust_ms'
      | 'wind_direction_deg'
      | 'rain_mm_per_hour'
      | 'snow_depth_cm'
      | 'cloud_cover_percent'
      | 'illuminance_lux';
    last: {
      at: string;
      value: number;
    };
    /**
     * Readings of this sensor of which a part was out of all range.
     */
    suspect: number;
    points: Array<{
      /**
       * Beginning of the step; steps without readings are left out.
       */
      at: string;
      mean: number;
      lowest: number;
      highest: number;
    }>;
  }>;
};

export type DeviceChange = {
  name?: string;
  /**
   * Anything people want to remember of it.
   */
  notes?: string;
};

export type NewCamera = {
  device_id: string;
  configuration: {
    name: string;
    driver:
      | {
          type: 'simulated-sky';
          /**
           * Seed
           *
           * Cameras with the same seed see the same landscape.
           */
          seed: string;
          /**
           * Width
           */
          widthPx?: number;
          /**
           * Height
           */
          heightPx?: number;
          /**
           * Looks to
           *
           * By the compass: 0 is north, 90 east.
           */
          facingDeg?: number;
          /**
           * Speed of time
           *
           * Seconds of the scene per second, counted from the anchor.
           */
          timeScale?: number;
          /**
           * Anchor
           *
           * The instant, in UTC, at which the scene and the clock agree.
           */
          anchorAt: string;
        }
      | {
          type: 'rpicam';
          /**
           * Connector
           *
           * Its number, as `eyrie camera list --plugged` says it; 0 where there is one.
           */
          camera?: number;
          /**
           * Width
           */
          widthPx?: number;
          /**
           * Height
           */
          heightPx?: number;
          /**
           * Turned by
           *
           * 180 where the camera hangs upside down.
           */
          rotationDeg?: 0 | 180;
          /**
           * Mains
           *
           * So that artificial light does not flicker; none where there is no such light.
           */
          mainsHz?: 50 | 60;
          /**
           * Kept running
           *
           * Between frames; auto: where the shortest interval is below five seconds.
           */
          keepOpen?: 'auto' | 'always' | 'never';
        }
      | {
          type: 'v4l2';
          /**
           * Device
           *
           * Names under /dev/v4l/by-id stay the same when another one is plugged in.
           */
          device: string;
          /**
           * Width
           */
          widthPx?: number;
          /**
           * Height
           */
          heightPx?: number;
          /**
           * Format
           *
           * How pictures come over the cable; mjpeg where the camera can.
           */
          format?: 'mjpeg' | 'yuyv422';
          /**
           * Kept running
           *
           * Between frames; auto: where the shortest interval is below five seconds.
           */
          keepOpen?: 'auto' | 'always' | 'never';
        }
      | {
          type: 'rtsp';
          /**
           * Address
           *
           * In a network of the site, without user and password.
           */
          url: string;
          /**
           * User
           */
          user?: string;
          /**
           * Password
           *
           * Goes to the camera's device alone, and is never shown.
           */
          password?: string;
          /**
           * Kept running
           *
           * Between frames; auto: where the shortest interval is below five seconds.
           */
          keepOpen?: 'auto' | 'always' | 'never';
        }
      | {
          type: 'http-snapshot';
          /**
           * Address
           *
           * In a network of the site, without user and password.
           */
          url: string;
          /**
           * User
           */
          user?: string;
          /**
           * Password
           *
           * Goes to the camera's device alone, and is never shown.
           */
          password?: string;
          /**
           * Certificate
           *
           * Of https; not checked where the camera's is one that nobody vouches for.
           */
          certificateChecked?: boolean;
        };
    schedules: Array<
      | {
          name: string;
          enabled?: boolean;
          priority?: number;
          days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
          fromDate?: string;
          toDate?: string;
          type: 'interval';
          intervalSeconds: number;
        }
      | {
          name: string;
          enabled?: boolean;
          priority?: number;
          days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
          fromDate?: string;
          toDate?: string;
          type: 'solar_relative';
          anchor:
            | 'astronomical_dawn'
            | 'nautical_dawn'
            | 'civil_dawn'
            | 'golden_hour_morning'
            | 'sunrise'
            | 'golden_hour_morning_end'
            | 'noon'
            | 'golden_hour_evening'
            | 'sunset'
            | 'golden_hour_evening_end'
            | 'civil_dusk'
            | 'nautical_dusk'
            | 'astronomical_dusk';
          offsetMinutes: number;
          durationMinutes: number;
          intervalSeconds: number;
        }
      | {
          name: string;
          enabled?: boolean;
          priority?: number;
          days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
          fromDate?: string;
          toDate?: string;
          type: 'time_of_day';
          startTime: string;
          endTime: string;
          intervalSeconds: number;
        }
      | {
          name: string;
          enabled?: boolean;
          priority?: number;
          days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
          fromDate?: string;
          toDate?: string;
          type: 'cron';
          cron: string;
        }
    >;
    /**
     * Width of the small pictures.
     */
    thumbnailWidthPx?: number;
    profile?: {
      preset?: 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g';
      exposure?: {
        /**
         * Ramped holds the luminance steady from day to night; automatic leaves it to the camera.
         */
        mode?: 'ramped' | 'automatic' | 'fixed';
        /**
         * With fixed: the exposure of every frame.
         */
        shutterUs?: number;
        /**
         * With fixed; 1 is about ISO 100, and 1.07 is fine.
         */
        gain?: number;
        /**
         * Longest exposure of the ramp; never longer than the interval allows, whatever it says.
         */
        shutterUsMax?: number;
        /**
         * Highest gain of the ramp: noise grows with it.
         */
        gainMax?: number;
        /**
         * Deviation from the usual exposure, in stops.
         */
        ev?: number;
        /**
         * Further stops, by how bright the scene is.
         */
        evByLux?: Array<{
          lux: number;
          ev: number;
        }>;
        /**
         * How bright pictures shall be on the mean, by the height of the sun.
         */
        luminanceBySun?: Array<{
          altitudeDeg: number;
          luminance: number;
        }>;
        /**
         * The exposure moves by no more at once.
         */
        stopsPerFrameMax?: number;
        metering?: 'centre' | 'spot' | 'average';
        /**
         * What the ramp looks at, in shares of the picture; all of it where null.
         */
        region?: {
          left: number;
          top: number;
          width: number;
          height: number;
        } | null;
        /**
         * High dynamic range: so many exposures about the usual one, fused to one frame.
         */
        bracket?: {
          shots: 3 | 5;
          /**
           * Stops from each exposure to the next.
           */
          stepEv: number;
        } | null;
      };
      whiteBalance?: {
        /**
         * Adaptive follows the curve; automatic leaves it to the camera.
         */
        mode?: 'automatic' | 'fixed' | 'adaptive';
        /**
         * With fixed: the light that shall look white.
         */
        kelvin?: number;
        /**
         * With adaptive.
         */
        kelvinByLux?: Array<{
          lux: number;
          kelvin: number;
        }>;
      };
      focus?: {
        mode?: 'auto' | 'manual';
        /**
         * Dioptres; 0 is infinity.
         */
        lensPosition?: number;
      };
      look?: {
        sharpness?: number;
        contrast?: number;
        saturation?: number;
        denoise?: 'off' | 'fast' | 'high';
        /**
         * The sensor's own high dynamic range, where it has one.
         */
        hdr?: boolean;
      };
    } | null;
    /**
     * JPEG quality of pictures.
     */
    quality?: number;
    timelapse?: {
      /**
       * How much time one video shows.
       */
      windowSeconds: number;
      /**
       * Pictures per second of the video.
       */
      fps: number;
      /**
       * Quality of the video: lower is better and larger.
       */
      crf: number;
    } | null;
  };
};

export type Camera = {
  id: string;
  site_id: string;
  device_id: string;
  name: string;
  /**
   * Grows with what people change of it: what If-Match is about.
   */
  revision: number;
  driver: string;
  /**
   * What the driver is told; never a password.
   */
  driver_configuration:
    | {
        type: 'simulated-sky';
        /**
         * Seed
         *
         * Cameras with the same seed see the same landscape.
         */
        seed: string;
        /**
         * Width
         */
        widthPx: number;
        /**
         * Height
         */
        heightPx: number;
        /**
         * Looks to
         *
         * By the compass: 0 is north, 90 east.
         */
        facingDeg: number;
        /**
         * Speed of time
         *
         * Seconds of the scene per second, counted from the anchor.
         */
        timeScale: number;
        /**
         * Anchor
         *
         * The instant, in UTC, at which the scene and the clock agree.
         */
        anchorAt: string;
      }
    | {
        type: 'rpicam';
        /**
         * Connector
         *
         * Its number, as `eyrie camera list --plugged` says it; 0 where there is one.
         */
        camera: number;
        /**
         * Width
         */
        widthPx: number;
        /**
         * Height
         */
        heightPx: number;
        /**
         * Turned by
         *
         * 180 where the camera hangs upside down.
         */
        rotationDeg: 0 | 180;
        /**
         * Mains
         *
         * So that artificial light does not flicker; none where there is no such light.
         */
        mainsHz?: 50 | 60;
        /**
         * Kept running
         *
         * Between frames; auto: where the shortest interval is below five seconds.
         */
        keepOpen: 'auto' | 'always' | 'never';
      }
    | {
        type: 'v4l2';
        /**
         * Device
         *
         * Names under /dev/v4l/by-id stay the same when another one is plugged in.
         */
        device: string;
        /**
         * Width
         */
        widthPx: number;
        /**
         * Height
         */
        heightPx: number;
        /**
         * Format
         *
         * How pictures come over the cable; mjpeg where the camera can.
         */
        format: 'mjpeg' | 'yuyv422';
        /**
         * Kept running
         *
         * Between frames; auto: where the shortest interval is below five seconds.
         */
        keepOpen: 'auto' | 'always' | 'never';
      }
    | {
        type: 'rtsp';
        /**
         * Address
         *
         * In a network of the site, without user and password.
         */
        url: string;
        /**
         * User
         */
        user?: string;
        /**
         * Password
         *
         * Goes to the camera's device alone, and is never shown.
         */
        password?: string;
        /**
         * Kept running
         *
         * Between frames; auto: where the shortest interval is below five seconds.
         */
        keepOpen: 'auto' | 'always' | 'never';
      }
    | {
        type: 'http-snapshot';
        /**
         * Address
         *
         * In a network of the site, without user and password.
         */
        url: string;
        /**
         * User
         */
        user?: string;
        /**
         * Password
         *
         * Goes to the camera's device alone, and is never shown.
         */
        password?: string;
        /**
         * Certificate
         *
         * Of https; not checked where the camera's is one that nobody vouches for.
         */
        certificateChecked: boolean;
      };
  password_set: boolean;
  schedules: Array<
    | {
        name: string;
        enabled: boolean;
        priority: number;
        days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
        fromDate?: string;
        toDate?: string;
        type: 'interval';
        intervalSeconds: number;
      }
    | {
        name: string;
        enabled: boolean;
        priority: number;
        days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
        fromDate?: string;
        toDate?: string;
        type: 'solar_relative';
        anchor:
          | 'astronomical_dawn'
          | 'nautical_dawn'
          | 'civil_dawn'
          | 'golden_hour_morning'
          | 'sunrise'
          | 'golden_hour_morning_end'
          | 'noon'
          | 'golden_hour_evening'
          | 'sunset'
          | 'golden_hour_evening_end'
          | 'civil_dusk'
          | 'nautical_dusk'
          | 'astronomical_dusk';
        offsetMinutes: number;
        durationMinutes: number;
        intervalSeconds: number;
      }
    | {
        name: string;
        enabled: boolean;
        priority: number;
        days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
        fromDate?: string;
        toDate?: string;
        type: 'time_of_day';
        startTime: string;
        endTime: string;
        intervalSeconds: number;
      }
    | {
        name: string;
        enabled: boolean;
        priority: number;
        days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
        fromDate?: string;
        toDate?: string;
        type: 'cron';
        cron: string;
      }
  >;
  /**
   * How pictures are taken; null: as the camera itself sees fit.
   */
  profile: {
    preset?: 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g';
    exposure?: {
      /**
       * Ramped holds the luminance steady from day to night; automatic leaves it to the camera.
       */
      mode?: 'ramped' | 'automatic' | 'fixed';
      /**
       * With fixed: the exposure of every frame.
       */
      shutterUs?: number;
      /**
       * With fixed; 1 is about ISO 100, and 1.07 is fine.
       */
      gain?: number;
      /**
       * Longest exposure of the ramp; never longer than the interval allows, whatever it says.
       */
      shutterUsMax?: number;
      /**
       * Highest gain of the ramp: noise grows with it.
       */
      gainMax?: number;
      /**
       * Deviation from the usual exposure, in stops.
       */
      ev?: number;
      /**
       * Further stops, by how bright the scene is.
       */
      evByLux?: Array<{
        lux: number;
        ev: number;
      }>;
      /**
       * How bright pictures shall be on the mean, by the height of the sun.
       */
      luminanceBySun?: Array<{
        altitudeDeg: number;
        luminance: number;
      }>;
      /**
       * The exposure moves by no more at once.
       */
      stopsPerFrameMax?: number;
      metering?: 'centre' | 'spot' | 'average';
      /**
       * What the ramp looks at, in shares of the picture; all of it where null.
       */
      region?: {
        left: number;
        top: number;
        width: number;
        height: number;
      } | null;
      /**
       * High dynamic range: so many exposures about the usual one, fused to one frame.
       */
      bracket?: {
        shots: 3 | 5;
        /**
         * Stops from each exposure to the next.
         */
        stepEv: number;
      } | null;
    };
    whiteBalance?: {
      /**
       * Adaptive follows the curve; automatic leaves it to the camera.
       */
      mode?: 'automatic' | 'fixed' | 'adaptive';
      /**
       * With fixed: the light that shall look white.
       */
      kelvin?: number;
      /**
       * With adaptive.
       */
      kelvinByLux?: Array<{
        lux: number;
        kelvin: number;
      }>;
    };
    focus?: {
      mode?: 'auto' | 'manual';
      /**
       * Dioptres; 0 is infinity.
       */
      lensPosition?: number;
    };
    look?: {
      sharpness?: number;
      contrast?: number;
      saturation?: number;
      denoise?: 'off' | 'fast' | 'high';
      /**
       * The sensor's own high dynamic range, where it has one.
       */
      hdr?: boolean;
    };
  } | null;
  frames_total: number;
  last_frame: Frame | null;
  /**
   * Put away since then: in the lists of what is archived only.
   */
  archived_at: string | null;
  created_at: string;
};

export type Frame = {
  id: string;
  site_id: string;
  device_id: string;
  camera_id: string;
  sequence_number: number;
  slot_at: string;
  captured_at: string;
  scene_at: string | null;
  received_at: string;
  sha256: string;
  bytes: number;
  width_px: number;
  height_px: number;
  /**
   * Null, like the gain, where the camera does not say.
   */
  shutter_us: number | null;
  gain: number | null;
  luminance: number;
  sun_altitude_deg: number;
  /**
   * What else is known of it; null for frames of older workers.
   */
  details: FrameDetails | null;
  /**
   * Null until the bytes have reached the cloud.
   */
  image_url: string | null;
  thumbnail_url: string | null;
};

export type FrameDetails = {
  ev?: number;
  colourGains?: [number, number];
  colourTemperatureK?: number;
  lux?: number;
  histogram?: [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  lens?: {
    condition: 'clear' | 'blur' | 'fog' | 'ice' | 'drops' | 'insect';
    certainty: number;
  } | null;
  shift?: {
    x: number;
    y: number;
  } | null;
  isNewView?: boolean;
  bracket?: Array<{
    shutterUs: number | null;
    gain: number | null;
    ev?: number;
    luminance: number;
  }>;
  unstampedSha256?: string;
};

export type CameraPage = {
  items: Array<Camera>;
  next_page_token: string | null;
};

export type CameraChange = {
  configuration: {
    name?: string;
    driver?:
      | {
          type: 'simulated-sky';
          /**
           * Seed
           *
           * Cameras with the same seed see the same landscape.
           */
          seed: string;
          /**
           * Width
           */
          widthPx?: number;
          /**
           * Height
           */
          heightPx?: number;
          /**
           * Looks to
           *
           * By the compass: 0 is north, 90 east.
           */
          facingDeg?: number;
          /**
           * Speed of time
           *
           * Seconds of the scene per second, counted from the anchor.
           */
          timeScale?: number;
          /**
           * Anchor
           *
           * The instant, in UTC, at which the scene and the clock agree.
           */
          anchorAt: string;
        }
      | {
          type: 'rpicam';
          /**
           * Connector
           *
           * Its number, as `eyrie camera list --plugged` says it; 0 where there is one.
           */
          camera?: number;
          /**
           * Width
           */
          widthPx?: number;
          /**
           * Height
           */
          heightPx?: number;
          /**
           * Turned by
           *
           * 180 where the camera hangs upside down.
           */
          rotationDeg?: 0 | 180;
          /**
           * Mains
           *
           * So that artificial light does not flicker; none where there is no such light.
           */
          mainsHz?: 50 | 60;
          /**
           * Kept running
           *
           * Between frames; auto: where the shortest interval is below five seconds.
           */
          keepOpen?: 'auto' | 'always' | 'never';
        }
      | {
          type: 'v4l2';
          /**
           * Device
           *
           * Names under /dev/v4l/by-id stay the same when another one is plugged in.
           */
          device: string;
          /**
           * Width
           */
          widthPx?: number;
          /**
           * Height
           */
          heightPx?: number;
          /**
           * Format
           *
           * How pictures come over the cable; mjpeg where the camera can.
           */
          format?: 'mjpeg' | 'yuyv422';
          /**
           * Kept running
           *
           * Between frames; auto: where the shortest interval is below five seconds.
           */
          keepOpen?: 'auto' | 'always' | 'never';
        }
      | {
          type: 'rtsp';
          /**
           * Address
           *
           * In a network of the site, without user and password.
           */
          url: string;
          /**
           * User
           */
          user?: string;
          /**
           * Password
           *
           * Goes to the camera's device alone, and is never shown.
           */
          password?: string;
          /**
           * Kept running
           *
           * Between frames; auto: where the shortest interval is below five seconds.
           */
          keepOpen?: 'auto' | 'always' | 'never';
        }
      | {
          type: 'http-snapshot';
          /**
           * Address
           *
           * In a network of the site, without user and password.
           */
          url: string;
          /**
           * User
           */
          user?: string;
          /**
           * Password
           *
           * Goes to the camera's device alone, and is never shown.
           */
          password?: string;
          /**
           * Certificate
           *
           * Of https; not checked where the camera's is one that nobody vouches for.
           */
          certificateChecked?: boolean;
        };
    schedules?: Array<
      | {
          name: string;
          enabled?: boolean;
          priority?: number;
          days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
          fromDate?: string;
          toDate?: string;
          type: 'interval';
          intervalSeconds: number;
        }
      | {
          name: string;
          enabled?: boolean;
          priority?: number;
          days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
          fromDate?: string;
          toDate?: string;
          type: 'solar_relative';
          anchor:
            | 'astronomical_dawn'
            | 'nautical_dawn'
            | 'civil_dawn'
            | 'golden_hour_morning'
            | 'sunrise'
            | 'golden_hour_morning_end'
            | 'noon'
            | 'golden_hour_evening'
            | 'sunset'
            | 'golden_hour_evening_end'
            | 'civil_dusk'
            | 'nautical_dusk'
            | 'astronomical_dusk';
          offsetMinutes: number;
          durationMinutes: number;
          intervalSeconds: number;
        }
      | {
          name: string;
          enabled?: boolean;
          priority?: number;
          days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
          fromDate?: string;
          toDate?: string;
          type: 'time_of_day';
          startTime: string;
          endTime: string;
          intervalSeconds: number;
        }
      | {
          name: string;
          enabled?: boolean;
          priority?: number;
          days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
          fromDate?: string;
          toDate?: string;
          type: 'cron';
          cron: string;
        }
    >;
    /**
     * Width of the small pictures.
     */
    thumbnailWidthPx?: number;
    profile?: {
      preset?: 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g';
      exposure?: {
        /**
         * Ramped holds the luminance steady from day to night; automatic leaves it to the camera.
         */
        mode?: 'ramped' | 'automatic' | 'fixed';
        /**
         * With fixed: the exposure of every frame.
         */
        shutterUs?: number;
        /**
         * With fixed; 1 is about ISO 100, and 1.07 is fine.
         */
        gain?: number;
        /**
         * Longest exposure of the ramp; never longer than the interval allows, whatever it says.
         */
        shutterUsMax?: number;
        /**
         * Highest gain of the ramp: noise grows with it.
         */
        gainMax?: number;
        /**
         * Deviation from the usual exposure, in stops.
         */
        ev?: number;
        /**
         * Further stops, by how bright the scene is.
         */
        evByLux?: Array<{
          lux: number;
          ev: number;
        }>;
        /**
         * How bright pictures shall be on the mean, by the height of the sun.
         */
        luminanceBySun?: Array<{
          altitudeDeg: number;
          luminance: number;
        }>;
        /**
         * The exposure moves by no more at once.
         */
        stopsPerFrameMax?: number;
        metering?: 'centre' | 'spot' | 'average';
        /**
         * What the ramp looks at, in shares of the picture; all of it where null.
         */
        region?: {
          left: number;
          top: number;
          width: number;
          height: number;
        } | null;
        /**
         * High dynamic range: so many exposures about the usual one, fused to one frame.
         */
        bracket?: {
          shots: 3 | 5;
          /**
           * Stops from each exposure to the next.
           */
          stepEv: number;
        } | null;
      };
      whiteBalance?: {
        /**
         * Adaptive follows the curve; automatic leaves it to the camera.
         */
        mode?: 'automatic' | 'fixed' | 'adaptive';
        /**
         * With fixed: the light that shall look white.
         */
        kelvin?: number;
        /**
         * With adaptive.
         */
        kelvinByLux?: Array<{
          lux: number;
          kelvin: number;
        }>;
      };
      focus?: {
        mode?: 'auto' | 'manual';
        /**
         * Dioptres; 0 is infinity.
         */
        lensPosition?: number;
      };
      look?: {
        sharpness?: number;
        contrast?: number;
        saturation?: number;
        denoise?: 'off' | 'fast' | 'high';
        /**
         * The sensor's own high dynamic range, where it has one.
         */
        hdr?: boolean;
      };
    } | null;
    /**
     * JPEG quality of pictures.
     */
    quality?: number;
    timelapse?: {
      /**
       * How much time one video shows.
       */
      windowSeconds: number;
      /**
       * Pictures per second of the video.
       */
      fps: number;
      /**
       * Quality of the video: lower is better and larger.
       */
      crf: number;
    } | null;
  };
};

export type NewLockedRange = {
  camera_id: string;
  from: string;
  /**
   * Not included.
   */
  to: string;
  /**
   * Why these frames have to stay.
   */
  reason: string;
};

export type LockedRange = {
  id: string;
  site_id: string;
  device_id: string;
  camera_id: string;
  from: string;
  /**
   * Not included.
   */
  to: string;
  /**
   * Why these frames have to stay.
   */
  reason: string;
  /**
   * Who locked it, by name.
   */
  locked_by: string;
  created_at: string;
};

export type LockedRangePage = {
  items: Array<LockedRange>;
  next_page_token: string | null;
};

export type Archival = {
  id: string | string;
  name: string;
  archived_at: string;
  restorable_until: string;
  /**
   * Devices that were decommissioned with it.
   */
  devices_total: number;
  /**
   * Cameras that stop to capture.
   */
  cameras_total: number;
  /**
   * Frames that stay readable, for as long as they are kept.
   */
  frames_total: number;
  timelapses_total: number;
  /**
   * Bytes of those frames and timelapses.
   */
  media_bytes: number;
};

export type NewCommand =
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'capture';
      parameters?: {
        /**
         * Absent: every camera of the device.
         */
        camera_id?: string;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'restart';
      parameters?: {
        [key: string]: never;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'reboot';
      parameters?: {
        [key: string]: never;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'self_test';
      parameters?: {
        [key: string]: never;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'diagnostics';
      parameters?: {
        [key: string]: never;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'log_tail';
      parameters?: {
        lines?: number;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'find_cameras';
      parameters?: {
        [key: string]: never;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'focus';
      parameters: {
        camera_id: string;
        /**
         * How long somebody turns the lens; not where positions are given.
         */
        seconds?: number;
        /**
         * Dioptres to try, of a lens that moves by itself; 0 is infinity.
         */
        lens_positions?: Array<number>;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'live_view';
      parameters: {
        camera_id: string;
        seconds?: number;
        interval_seconds?: number;
        width_px?: number;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'render';
      parameters: {
        camera_id: string;
        from: string;
        /**
         * Frames of slots from … up to this instant, without it.
         */
        to: string;
        /**
         * Absent: as the device is set.
         */
        fps?: number;
        /**
         * Quality of the video: lower is better and larger.
         */
        crf?: number;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'end_view';
      parameters: {
        camera_id: string;
      };
    }
  | {
      /**
       * A device that gets it later does not carry it out.
       */
      ttl_seconds?: number;
      type: 'learn_view';
      parameters: {
        /**
         * Was turned, and is to learn anew what it sees.
         */
        camera_id: string;
      };
    };

export type Command = {
  id: string;
  site_id: string;
  device_id: string;
  sequence: number;
  type:
    | 'capture'
    | 'restart'
    | 'reboot'
    | 'self_test'
    | 'diagnostics'
    | 'log_tail'
    | 'find_cameras'
    | 'focus'
    | 'live_view'
    | 'end_view'
    | 'learn_view'
    | 'render';
  parameters: {
    [key: string]: unknown;
  };
  state:
    'queued' | 'sent' | 'accepted' | 'running' | 'succeeded' | 'failed' | 'expired' | 'refused';
  percent: number | null;
  /**
   * One sentence for people.
   */
  message: string | null;
  refusal:
    | 'unreadable'
    | 'bad-signature'
    | 'other-authority'
    | 'other-site'
    | 'other-device'
    | 'expired'
    | 'replayed'
    | 'id-taken'
    | 'unknown-device'
    | 'unknown-type'
    | 'bad-parameters'
    | 'not-supported'
    | null;
  result: {
    [key: string]: unknown;
  } | null;
  /**
   * Length of its file; null where it has none.
   */
  file_bytes: number | null;
  /**
   * Null until the bytes have arrived.
   */
  file_url: string | null;
  /**
   * The person or API key, by name.
   */
  created_by: string | null;
  created_at: string;
  expires_at: string;
  sent_at: string | null;
  accepted_at: string | null;
  started_at: string | null;
  finished_at: string | null;
};

export type CommandPage = {
  items: Array<Command>;
  next_page_token: string | null;
};

export type BulkCommands = {
  /**
   * The devices, each once.
   */
  device_ids: Array<string>;
  command: NewCommand;
};

export type BulkTrial = {
  items: Array<{
    device_id: string;
    ok: boolean;
    /**
     * Of the command that it was given.
     */
    command_id: string | null;
    /**
     * Why not; null where it is ok.
     */
    problem: Problem | null;
  }>;
  succeeded: number;
  failed: number;
  dry_run: true;
};

export type BulkRevocation = {
  /**
   * The devices, each once.
   */
  device_ids: Array<string>;
  reason?: string | null;
};

export type ConfigurationLayer = {
  target_id: string;
  scope: 'organisation' | 'site' | 'device';
  /**
   * 0: nothing was ever set here.
   */
  version: number;
  settings: SettingsLayer;
  reason: string | null;
  changed_by: string | null;
  changed_at: string | null;
};

export type SettingsLayer = {
  log?: {
    /**
     * How much a device logs; as its environment says where this is absent.
     */
    level?: 'error' | 'warn' | 'info' | 'debug' | 'trace' | null;
  } | null;
  telemetry?: {
    /**
     * How often a device tells that it is well. It counts as late after 2.5 times that.
     */
    heartbeat_seconds?: number | null;
  } | null;
  capture?: {
    /**
     * JPEG quality of pictures.
     */
    quality?: number | null;
    /**
     * Width of the small pictures.
     */
    thumbnail_width_px?: number | null;
    /**
     * From this temperature of the processor on a device renders nothing; where a minute of that does not help, it leaves every second slot out.
     */
    heat_limit_c?: number | null;
  } | null;
  timelapse?: {
    /**
     * Whether cameras that say nothing themselves get videos.
     */
    enabled?: boolean | null;
    /**
     * How much time one video shows.
     */
    window_seconds?: number | null;
    /**
     * Pictures per second of the video.
     */
    fps?: number | null;
    /**
     * Quality of the video: lower is better and larger.
     */
    crf?: number | null;
  } | null;
  storage?: {
    /**
     * Pictures stay on the device at least so long, and until the cloud has them.
     */
    keep_frames_seconds?: number | null;
    /**
     * Below so much free space, pictures that the cloud has go before their time; as the environment of the device says where this is absent.
     */
    disk_reserve_bytes?: number | null;
    /**
     * Small pictures stay on the device at least so long; as pictures where this is absent.
     */
    keep_thumbnails_seconds?: number | null;
    /**
     * Videos stay on the device at least so long; as pictures where this is absent.
     */
    keep_videos_seconds?: number | null;
    /**
     * Files that were set aside because something is wrong with them stay so long.
     */
    keep_quarantine_seconds?: number | null;
    /**
     * Pictures that the cloud has go before their time above so much; no limit where absent.
     */
    pictures_max_bytes?: number | null;
    /**
     * The same for small pictures; no limit where absent.
     */
    thumbnails_max_bytes?: number | null;
    /**
     * The same for videos; no limit where absent.
     */
    videos_max_bytes?: number | null;
    /**
     * The most that files set aside may take.
     */
    quarantine_max_bytes?: number | null;
    /**
     * When nothing that the cloud has is left to delete: give up the oldest hour that it has not, or take no new pictures.
     */
    when_full?: 'drop_oldest' | 'stop' | null;
  } | null;
  environment?: {
    /**
     * Sensors of the weather at the device, and when they raise an alert.
     */
    sensors?: Array<{
      name: string;
      driver:
        | {
            type: 'simulated-weather';
            /**
             * Seed
             *
             * A sky with the same seed has the same weather.
             */
            seed: string;
            /**
             * Speed of time
             *
             * Seconds of the weather per second.
             */
            timeScale?: number;
            /**
             * Anchor
             *
             * The instant, in UTC, at which the weather and the clock agree.
             */
            anchorAt?: string;
          }
        | {
            type: 'http';
            /**
             * Address
             *
             * In a network of the site; it answers with JSON.
             */
            url: string;
            values: Array<{
              quantity:
                | 'temperature_c'
                | 'dew_point_c'
                | 'humidity_percent'
                | 'pressure_hpa'
                | 'wind_speed_ms'
                | 'wind_gust_ms'
                | 'wind_direction_deg'
                | 'rain_mm_per_hour'
                | 'snow_depth_cm'
                | 'cloud_cover_percent'
                | 'illuminance_lux';
              path: string;
              factor?: number;
              offset?: number;
            }>;
          }
        | {
            type: 'serial-nmea';
            /**
             * Device
             *
             * Names under /dev/serial/by-id stay the same when another one is plugged in.
             */
            device: string;
            /**
             * Speed
             *
             * Of the line, in bits a second.
             */
            baud?: 1200 | 2400 | 4800 | 9600 | 19200 | 38400 | 57600 | 115200;
          }
        | {
            type: 'serial-json';
            /**
             * Device
             *
             * Names under /dev/serial/by-id stay the same when another one is plugged in.
             */
            device: string;
            /**
             * Speed
             *
             * Of the line, in bits a second.
             */
            baud?: 1200 | 2400 | 4800 | 9600 | 19200 | 38400 | 57600 | 115200;
            values: Array<{
              quantity:
                | 'temperature_c'
                | 'dew_point_c'
                | 'humidity_percent'
                | 'pressure_hpa'
                | 'wind_speed_ms'
                | 'wind_gust_ms'
                | 'wind_direction_deg'
                | 'rain_mm_per_hour'
                | 'snow_depth_cm'
                | 'cloud_cover_percent'
                | 'illuminance_lux';
              path: string;
              factor?: number;
              offset?: number;
            }>;
          }
        | {
            type: 'i2c';
            /**
             * Chip
             */
            chip: 'bme280';
            /**
             * Bus
             *
             * 1 is that of the pins of a Pi.
             */
            bus?: number;
            /**
             * Address
             *
             * 0x77 where SDO is tied high.
             */
            address?: 118 | 119;
          };
      intervalSeconds?: number;
      alerts?: Array<{
        name: string;
        quantity:
          | 'temperature_c'
          | 'dew_point_c'
          | 'humidity_percent'
          | 'pressure_hpa'
          | 'wind_speed_ms'
          | 'wind_gust_ms'
          | 'wind_direction_deg'
          | 'rain_mm_per_hour'
          | 'snow_depth_cm'
          | 'cloud_cover_percent'
          | 'illuminance_lux';
        when: 'above' | 'below';
        threshold: number;
        hysteresis?: number;
        holdSeconds?: number;
        priority?: 'normal' | 'high' | 'critical';
      }>;
    }> | null;
  } | null;
};

export type EffectiveConfiguration = {
  target_id: string;
  scope: 'organisation' | 'site' | 'device';
  settings: Settings;
  values: Array<{
    /**
     * JSON pointer (RFC 6901) into the settings.
     */
    path: string;
    value: unknown;
    origin: 'default' | 'organisation' | 'site' | 'device';
    /**
     * What would hold without this target’s own layer.
     */
    inherited: unknown;
  }>;
  /**
   * The whole of what a worker is sent, its cameras too; null for all else.
   */
  worker: {
    place: {
      latitude: number;
      longitude: number;
      timeZone: string;
    };
    /**
     * How often a device tells that it is well. It counts as late after 2.5 times that.
     */
    heartbeatSeconds: number;
    /**
     * Pictures stay on the device at least so long, and until the cloud has them.
     */
    keepFramesSeconds: number;
    /**
     * Below so much free space, pictures that the cloud has go before their time; as the environment of the device says where this is absent.
     */
    diskReserveBytes?: number;
    storage?: {
      /**
       * Small pictures stay on the device at least so long; as pictures where this is absent.
       */
      keepThumbnailsSeconds?: number;
      /**
       * Videos stay on the device at least so long; as pictures where this is absent.
       */
      keepVideosSeconds?: number;
      /**
       * Files that were set aside because something is wrong with them stay so long.
       */
      keepQuarantineSeconds?: number;
      /**
       * Pictures that the cloud has go before their time above so much; no limit where absent.
       */
      picturesMaxBytes?: number;
      /**
       * The same for small pictures; no limit where absent.
       */
      thumbnailsMaxBytes?: number;
      /**
       * The same for videos; no limit where absent.
       */
      videosMaxBytes?: number;
      /**
       * The most that files set aside may take.
       */
      quarantineMaxBytes?: number;
      /**
       * When nothing that the cloud has is left to delete: give up the oldest hour that it has not, or take no new pictures.
       */
      whenFull?: 'drop_oldest' | 'stop';
    };
    lockedRanges?: Array<{
      cameraId: string;
      from: string;
      to: string;
    }>;
    /**
     * From this temperature of the processor on a device renders nothing; where a minute of that does not help, it leaves every second slot out.
     */
    heatLimitC?: number;
    /**
     * How much a device logs; as its environment says where this is absent.
     */
    logLevel?: 'error' | 'warn' | 'info' | 'debug' | 'trace';
    cameras: Array<{
      cameraId: string;
      name: string;
      driver:
        | {
            type: 'simulated-sky';
            /**
             * Seed
             *
             * Cameras with the same seed see the same landscape.
             */
            seed: string;
            /**
             * Width
             */
            widthPx: number;
            /**
             * Height
             */
            heightPx: number;
            /**
             * Looks to
             *
             * By the compass: 0 is north, 90 east.
             */
            facingDeg: number;
            /**
             * Speed of time
             *
             * Seconds of the scene per second, counted from the anchor.
             */
            timeScale: number;
            /**
             * Anchor
             *
             * The instant, in UTC, at which the scene and the clock agree.
             */
            anchorAt: string;
          }
        | {
            type: 'rpicam';
            /**
             * Connector
             *
             * Its number, as `eyrie camera list --plugged` says it; 0 where there is one.
             */
            camera: number;
            /**
             * Width
             */
            widthPx: number;
            /**
             * Height
             */
            heightPx: number;
            /**
             * Turned by
             *
             * 180 where the camera hangs upside down.
             */
            rotationDeg: 0 | 180;
            /**
             * Mains
             *
             * So that artificial light does not flicker; none where there is no such light.
             */
            mainsHz?: 50 | 60;
            /**
             * Kept running
             *
             * Between frames; auto: where the shortest interval is below five seconds.
             */
            keepOpen: 'auto' | 'always' | 'never';
          }
        | {
            type: 'v4l2';
            /**
             * Device
             *
             * Names under /dev/v4l/by-id stay the same when another one is plugged in.
             */
            device: string;
            /**
             * Width
             */
            widthPx: number;
            /**
             * Height
             */
            heightPx: number;
            /**
             * Format
             *
             * How pictures come over the cable; mjpeg where the camera can.
             */
            format: 'mjpeg' | 'yuyv422';
            /**
             * Kept running
             *
             * Between frames; auto: where the shortest interval is below five seconds.
             */
            keepOpen: 'auto' | 'always' | 'never';
          }
        | {
            type: 'rtsp';
            /**
             * Address
             *
             * In a network of the site, without user and password.
             */
            url: string;
            /**
             * User
             */
            user?: string;
            /**
             * Password
             *
             * Goes to the camera's device alone, and is never shown.
             */
            password?: string;
            /**
             * Kept running
             *
             * Between frames; auto: where the shortest interval is below five seconds.
             */
            keepOpen: 'auto' | 'always' | 'never';
          }
        | {
            type: 'http-snapshot';
            /**
             * Address
             *
             * In a network of the site, without user and password.
             */
            url: string;
            /**
             * User
             */
            user?: string;
            /**
             * Password
             *
             * Goes to the camera's device alone, and is never shown.
             */
            password?: string;
            /**
             * Certificate
             *
             * Of https; not checked where the camera's is one that nobody vouches for.
             */
            certificateChecked: boolean;
          };
      schedules: Array<
        | {
            name: string;
            enabled: boolean;
            priority: number;
            days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
            fromDate?: string;
            toDate?: string;
            type: 'interval';
            intervalSeconds: number;
          }
        | {
            name: string;
            enabled: boolean;
            priority: number;
            days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
            fromDate?: string;
            toDate?: string;
            type: 'solar_relative';
            anchor:
              | 'astronomical_dawn'
              | 'nautical_dawn'
              | 'civil_dawn'
              | 'golden_hour_morning'
              | 'sunrise'
              | 'golden_hour_morning_end'
              | 'noon'
              | 'golden_hour_evening'
              | 'sunset'
              | 'golden_hour_evening_end'
              | 'civil_dusk'
              | 'nautical_dusk'
              | 'astronomical_dusk';
            offsetMinutes: number;
            durationMinutes: number;
            intervalSeconds: number;
          }
        | {
            name: string;
            enabled: boolean;
            priority: number;
            days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
            fromDate?: string;
            toDate?: string;
            type: 'time_of_day';
            startTime: string;
            endTime: string;
            intervalSeconds: number;
          }
        | {
            name: string;
            enabled: boolean;
            priority: number;
            days?: Array<'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun'>;
            fromDate?: string;
            toDate?: string;
            type: 'cron';
            cron: string;
          }
      >;
      /**
       * Width of the small pictures.
       */
      thumbnailWidthPx: number;
      sealedPassword?: string;
      profile?: {
        preset?: 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g';
        exposure?: {
          /**
           * Ramped holds the luminance steady from day to night; automatic leaves it to the camera.
           */
          mode?: 'ramped' | 'automatic' | 'fixed';
          /**
           * With fixed: the exposure of every frame.
           */
          shutterUs?: number;
          /**
           * With fixed; 1 is about ISO 100, and 1.07 is fine.
           */
          gain?: number;
          /**
           * Longest exposure of the ramp; never longer than the interval allows, whatever it says.
           */
          shutterUsMax?: number;
          /**
           * Highest gain of the ramp: noise grows with it.
           */
          gainMax?: number;
          /**
           * Deviation from the usual exposure, in stops.
           */
          ev?: number;
          /**
           * Further stops, by how bright the scene is.
           */
          evByLux?: Array<{
            lux: number;
            ev: number;
          }>;
          /**
           * How bright pictures shall be on the mean, by the height of the sun.
           */
          luminanceBySun?: Array<{
            altitudeDeg: number;
            luminance: number;
          }>;
          /**
           * The exposure moves by no more at once.
           */
          stopsPerFrameMax?: number;
          metering?: 'centre' | 'spot' | 'average';
          /**
           * What the ramp looks at, in shares of the picture; all of it where null.
           */
          region?: {
            left: number;
            top: number;
            width: number;
            height: number;
          } | null;
          /**
           * High dynamic range: so many exposures about the usual one, fused to one frame.
           */
          bracket?: {
            shots: 3 | 5;
            /**
             * Stops from each exposure to the next.
             */
            stepEv: number;
          } | null;
        };
        whiteBalance?: {
          /**
           * Adaptive follows the curve; automatic leaves it to the camera.
           */
          mode?: 'automatic' | 'fixed' | 'adaptive';
          /**
           * With fixed: the light that shall look white.
           */
          kelvin?: number;
          /**
           * With adaptive.
           */
          kelvinByLux?: Array<{
            lux: number;
            kelvin: number;
          }>;
        };
        focus?: {
          mode?: 'auto' | 'manual';
          /**
           * Dioptres; 0 is infinity.
           */
          lensPosition?: number;
        };
        look?: {
          sharpness?: number;
          contrast?: number;
          saturation?: number;
          denoise?: 'off' | 'fast' | 'high';
          /**
           * The sensor's own high dynamic range, where it has one.
           */
          hdr?: boolean;
        };
      } | null;
      /**
       * JPEG quality of pictures.
       */
      quality?: number;
      timelapse: {
        /**
         * How much time one video shows.
         */
        windowSeconds: number;
        /**
         * Pictures per second of the video.
         */
        fps: number;
        /**
         * Quality of the video: lower is better and larger.
         */
        crf: number;
      } | null;
    }>;
    sensors?: Array<{
      name: string;
      driver:
        | {
            type: 'simulated-weather';
            /**
             * Seed
             *
             * A sky with the same seed has the same weather.
             */
            seed: string;
            /**
             * Speed of time
             *
             * Seconds of the weather per second.
             */
            timeScale: number;
            /**
             * Anchor
             *
             * The instant, in UTC, at which the weather and the clock agree.
             */
            anchorAt?: string;
          }
        | {
            type: 'http';
            /**
             * Address
             *
             * In a network of the site; it answers with JSON.
             */
            url: string;
            values: Array<{
              quantity:
                | 'temperature_c'
                | 'dew_point_c'
                | 'humidity_percent'
                | 'pressure_hpa'
                | 'wind_speed_ms'
                | 'wind_gust_ms'
                | 'wind_direction_deg'
                | 'rain_mm_per_hour'
                | 'snow_depth_cm'
                | 'cloud_cover_percent'
                | 'illuminance_lux';
              path: string;
              factor: number;
              offset: number;
            }>;
          }
        | {
            type: 'serial-nmea';
            /**
             * Device
             *
             * Names under /dev/serial/by-id stay the same when another one is plugged in.
             */
            device: string;
            /**
             * Speed
             *
             * Of the line, in bits a second.
             */
            baud: 1200 | 2400 | 4800 | 9600 | 19200 | 38400 | 57600 | 115200;
          }
        | {
            type: 'serial-json';
            /**
             * Device
             *
             * Names under /dev/serial/by-id stay the same when another one is plugged in.
             */
            device: string;
            /**
             * Speed
             *
             * Of the line, in bits a second.
             */
            baud: 1200 | 2400 | 4800 | 9600 | 19200 | 38400 | 57600 | 115200;
            values: Array<{
              quantity:
                | 'temperature_c'
                | 'dew_point_c'
                | 'humidity_percent'
                | 'pressure_hpa'
                | 'wind_speed_ms'
                | 'wind_gust_ms'
                | 'wind_direction_deg'
                | 'rain_mm_per_hour'
                | 'snow_depth_cm'
                | 'cloud_cover_percent'
                | 'illuminance_lux';
              path: string;
              factor: number;
              offset: number;
            }>;
          }
        | {
            type: 'i2c';
            /**
             * Chip
             */
            chip: 'bme280';
            /**
             * Bus
             *
             * 1 is that of the pins of a Pi.
             */
            bus: number;
            /**
             * Address
             *
             * 0x77 where SDO is tied high.
             */
            address: 118 | 119;
          };
      intervalSeconds: number;
      alerts: Array<{
        name: string;
        quantity:
          | 'temperature_c'
          | 'dew_point_c'
          | 'humidity_percent'
          | 'pressure_hpa'
          | 'wind_speed_ms'
          | 'wind_gust_ms'
          | 'wind_direction_deg'
          | 'rain_mm_per_hour'
          | 'snow_depth_cm'
          | 'cloud_cover_percent'
          | 'illuminance_lux';
        when: 'above' | 'below';
        threshold: number;
        hysteresis: number;
        holdSeconds: number;
        priority: 'normal' | 'high' | 'critical';
      }>;
    }>;
  } | null;
};

export type Settings = {
  log: {
    /**
     * How much a device logs; as its environment says where this is absent.
     */
    level: 'error' | 'warn' | 'info' | 'debug' | 'trace' | null;
  };
  telemetry: {
    /**
     * How often a device tells that it is well. It counts as late after 2.5 times that.
     */
    heartbeat_seconds: number;
  };
  capture: {
    /**
     * JPEG quality of pictures.
     */
    quality: number;
    /**
     * Width of the small pictures.
     */
    thumbnail_width_px: number;
    /**
     * From this temperature of the processor on a device renders nothing; where a minute of that does not help, it leaves every second slot out.
     */
    heat_limit_c: number;
  };
  timelapse: {
    /**
     * Whether cameras that say nothing themselves get videos.
     */
    enabled: boolean;
    /**
     * How much time one video shows.
     */
    window_seconds: number;
    /**
     * Pictures per second of the video.
     */
    fps: number;
    /**
     * Quality of the video: lower is better and larger.
     */
    crf: number;
  };
  storage: {
    /**
     * Pictures stay on the device at least so long, and until the cloud has them.
     */
    keep_frames_seconds: number;
    /**
     * Below so much free space, pictures that the cloud has go before their time; as the environment of the device says where this is absent.
     */
    disk_reserve_bytes: number | null;
    /**
     * Small pictures stay on the device at least so long; as pictures where this is absent.
     */
    keep_thumbnails_seconds: number | null;
    /**
     * Videos stay on the device at least so long; as pictures where this is absent.
     */
    keep_videos_seconds: number | null;
    /**
     * Files that were set aside because something is wrong with them stay so long.
     */
    keep_quarantine_seconds: number;
    /**
     * Pictures that the cloud has go before their time above so much; no limit where absent.
     */
    pictures_max_bytes: number | null;
    /**
     * The same for small pictures; no limit where absent.
     */
    thumbnails_max_bytes: number | null;
    /**
     * The same for videos; no limit where absent.
     */
    videos_max_bytes: number | null;
    /**
     * The most that files set aside may take.
     */
    quarantine_max_bytes: number;
    /**
     * When nothing that the cloud has is left to delete: give up the oldest hour that it has not, or take no new pictures.
     */
    when_full: 'drop_oldest' | 'stop';
  };
  environment: {
    /**
     * Sensors of the weather at the device, and when they raise an alert.
     */
    sensors: Array<{
      name: string;
      driver:
        | {
            type: 'simulated-weather';
            /**
             * Seed
             *
             * A sky with the same seed has the same weather.
             */
            seed: string;
            /**
             * Speed of time
             *
             * Seconds of the weather per second.
             */
            timeScale: number;
            /**
             * Anchor
             *
             * The instant, in UTC, at which the weather and the clock agree.
             */
            anchorAt?: string;
          }
        | {
            type: 'http';
            /**
             * Address
             *
             * In a network of the site; it answers with JSON.
             */
            url: string;
            values: Array<{
              quantity:
                | 'temperature_c'
                | 'dew_point_c'
                | 'humidity_percent'
                | 'pressure_hpa'
                | 'wind_speed_ms'
                | 'wind_gust_ms'
                | 'wind_direction_deg'
                | 'rain_mm_per_hour'
                | 'snow_depth_cm'
                | 'cloud_cover_percent'
                | 'illuminance_lux';
              path: string;
              factor: number;
              offset: number;
            }>;
          }
        | {
            type: 'serial-nmea';
            /**
             * Device
             *
             * Names under /dev/serial/by-id stay the same when another one is plugged in.
             */
            device: string;
            /**
             * Speed
             *
             * Of the line, in bits a second.
             */
            baud: 1200 | 2400 | 4800 | 9600 | 19200 | 38400 | 57600 | 115200;
          }
        | {
            type: 'serial-json';
            /**
             * Device
             *
             * Names under /dev/serial/by-id stay the same when another one is plugged in.
             */
            device: string;
            /**
             * Speed
             *
             * Of the line, in bits a second.
             */
            baud: 1200 | 2400 | 4800 | 9600 | 19200 | 38400 | 57600 | 115200;
            values: Array<{
              quantity:
                | 'temperature_c'
                | 'dew_point_c'
                | 'humidity_percent'
                | 'pressure_hpa'
                | 'wind_speed_ms'
                | 'wind_gust_ms'
                | 'wind_direction_deg'
                | 'rain_mm_per_hour'
                | 'snow_depth_cm'
                | 'cloud_cover_percent'
                | 'illuminance_lux';
              path: string;
              factor: number;
              offset: number;
            }>;
          }
        | {
            type: 'i2c';
            /**
             * Chip
             */
            chip: 'bme280';
            /**
             * Bus
             *
             * 1 is that of the pins of a Pi.
             */
            bus: number;
            /**
             * Address
             *
             * 0x77 where SDO is tied high.
             */
            address: 118 | 119;
          };
      intervalSeconds: number;
      alerts: Array<{
        name: string;
        quantity:
          | 'temperature_c'
          | 'dew_point_c'
          | 'humidity_percent'
          | 'pressure_hpa'
          | 'wind_speed_ms'
          | 'wind_gust_ms'
          | 'wind_direction_deg'
          | 'rain_mm_per_hour'
          | 'snow_depth_cm'
          | 'cloud_cover_percent'
          | 'illuminance_lux';
        when: 'above' | 'below';
        threshold: number;
        hysteresis: number;
        holdSeconds: number;
        priority: 'normal' | 'high' | 'critical';
      }>;
    }>;
  };
};

export type ConfigurationRollout = {
  target_id: string;
  devices_total: number;
  devices_applied: number;
  devices_waiting: number;
  devices_refused: number;
  /**
   * Those that refused first, then those awaited; at most 200.
   */
  devices: Array<{
    device_id: string;
    site_id: string;
    name: string;
    state: 'applied' | 'waiting' | 'refused';
    desired_version: number;
    reported_version: number;
    reason: string | null;
  }>;
};

export type ConfigurationVersionPage = {
  items: Array<ConfigurationVersion>;
  next_page_token: string | null;
};

export type ConfigurationVersion = {
  version: number;
  settings: {
    [key: string]: unknown;
  };
  reason: string;
  /**
   * The version that it repeats.
   */
  rolled_back_to: number | null;
  changed_by: string;
  changed_by_user_id: string;
  changed_at: string;
};

export type ConfigurationDiff = {
  target_id: string;
  /**
   * 0: nothing was ever set here.
   */
  from: number;
  /**
   * 0: nothing was ever set here.
   */
  to: number;
  changes: Array<ConfigurationDifference>;
};

export type ConfigurationDifference = {
  /**
   * JSON pointer (RFC 6901) into the settings.
   */
  path: string;
  before: unknown;
  after: unknown;
};

export type NewConfiguration = {
  settings: SettingsLayer;
  /**
   * Why; kept with the version for whoever looks later.
   */
  reason: string;
};

export type ConfigurationChange = {
  target_id: string;
  dry_run: boolean;
  /**
   * The version after the change; the present one where it is a trial.
   */
  version: number;
  /**
   * In this layer.
   */
  changes: Array<ConfigurationDifference>;
  /**
   * Workers that this layer is for.
   */
  devices_total: number;
  devices_changed: number;
  /**
   * Cameras that are opened anew; a picture may be late.
   */
  cameras_restarted: number;
  /**
   * The changed ones, at most 200.
   */
  devices: Array<{
    device_id: string;
    site_id: string;
    name: string;
    /**
     * In its effective settings.
     */
    changes: Array<ConfigurationDifference>;
  }>;
  refusals: Array<ConfigurationRefusal>;
};

export type ConfigurationRefusal = {
  /**
   * JSON pointer (RFC 6901) into the settings.
   */
  path: string;
  message: string;
  device_id: string | null;
  camera_id: string | null;
};

export type ConfigurationRollback = {
  version: number;
  /**
   * Why; kept with the version for whoever looks later.
   */
  reason: string;
};

export type ListedKnownDevices = {
  items: Array<ListedKnownDevice>;
};

export type ListedKnownDevice = {
  serial: string;
  name: string | null;
  /**
   * The device that came with it.
   */
  device_id: string | null;
  created_at: string;
};

export type KnownDevices = {
  items: Array<KnownDevice>;
};

export type KnownDevice = {
  serial: string;
  /**
   * The name that the device gets.
   */
  name?: string | null;
};

export type NewProvisioningToken = {
  site_id: string;
  role: 'coordinator' | 'worker';
  /**
   * Name of the device; of several, what their names begin with.
   */
  device_name: string;
  expires_in_seconds?: number;
  /**
   * How many devices it is good for.
   */
  uses_max?: number;
  /**
   * Where absent: automatic for one device, required for several.
   */
  approval?: 'automatic' | 'required';
  /**
   * New hardware takes the place of this device, with its name, cameras and past; the old one is out from then on.
   */
  replaces_device_id?: string | null;
};

export type CreatedProvisioningToken = {
  id: string;
  site_id: string;
  role: 'coordinator' | 'worker';
  device_name: string;
  expires_at: string;
  uses_max: number;
  /**
   * Devices that it let in, and those that wait.
   */
  uses: number;
  /**
   * automatic: whoever has the secret is in. required: a device waits for a person, unless its serial was known before.
   */
  approval: 'automatic' | 'required';
  /**
   * Of a token for one device.
   */
  used_by_device_id: string | null;
  replaces_device_id: string | null;
  revoked_at: string | null;
  created_at: string;
  secret: string;
};

export type NewClaims = {
  site_id: string;
  role: 'coordinator' | 'worker';
  name_prefix: string;
  /**
   * Names are the prefix, a dash and a number.
   */
  first_number?: number;
  count: number;
  expires_in_seconds?: number;
};

export type CreatedClaims = {
  items: Array<CreatedProvisioningToken>;
};

export type ProvisioningTokenPage = {
  items: Array<ProvisioningToken>;
  next_page_token: string | null;
};

export type ProvisioningToken = {
  id: string;
  site_id: string;
  role: 'coordinator' | 'worker';
  device_name: string;
  expires_at: string;
  uses_max: number;
  /**
   * Devices that it let in, and those that wait.
   */
  uses: number;
  /**
   * automatic: whoever has the secret is in. required: a device waits for a person, unless its serial was known before.
   */
  approval: 'automatic' | 'required';
  /**
   * Of a token for one device.
   */
  used_by_device_id: string | null;
  replaces_device_id: string | null;
  revoked_at: string | null;
  created_at: string;
};

export type PendingEnrolmentPage = {
  items: Array<PendingEnrolment>;
  next_page_token: string | null;
};

export type PendingEnrolment = {
  id: string;
  site_id: string;
  role: 'coordinator' | 'worker';
  provisioning_token_id: string;
  state: 'pending' | 'approved' | 'rejected';
  /**
   * The name that it gets unless another is given.
   */
  device_name: string;
  /**
   * By its own account.
   */
  serial: string;
  model: string;
  os: string;
  /**
   * Where it asked from.
   */
  address: string | null;
  /**
   * Of its key: the device shows the same.
   */
  key_words: string;
  /**
   * The serial was known before.
   */
  known_serial: boolean;
  device_id: string | null;
  decided_by: string | null;
  decided_at: string | null;
  reason: string | null;
  /**
   * When it asked last.
   */
  asked_at: string;
  created_at: string;
};

export type EnrolmentApproval = {
  device_name?: string | null;
};

export type EnrolmentRejection = {
  reason?: string | null;
};

export type SiteTrust = {
  site_id: string;
  authority: {
    generation: number;
    /**
     * SHA-256, hexadecimal.
     */
    fingerprint: string;
    created_at: string;
    expires_at: string;
  };
  rotation: {
    /**
     * Of the authority that comes.
     */
    generation: number;
    phase: 'distributing' | 'renewing' | 'retiring' | 'done';
    emergency: boolean;
    reason: string | null;
    started_by: string;
    started_at: string;
    phase_at: string;
    devices_total: number;
    /**
     * Trust the new authority.
     */
    devices_trusting: number;
    /**
     * Use a certificate of it.
     */
    devices_renewed: number;
    /**
     * And trust no other.
     */
    devices_settled: number;
    /**
     * Those that the present phase waits for; a hundred at most.
     */
    waiting_for: Array<{
      device_id: string;
      name: string;
    }>;
  } | null;
};

export type NewCaRotation = {
  /**
   * The old authority is worth nothing from this moment on: the site is interrupted until its devices have asked the cloud.
   */
  emergency?: boolean;
  reason?: string | null;
};

export type ProblemCodes = {
  items: Array<ProblemCode>;
};

export type ProblemCode = {
  /**
   * Stable, for programs: `site.not_found`.
   */
  code: string;
  /**
   * A stable URI for this kind of problem.
   */
  type: string;
  status: number;
  title: string;
  meaning: string;
  /**
   * What to do about it.
   */
  remedy: string;
};

export type FramePage = {
  items: Array<Frame>;
  next_page_token: string | null;
};

export type TimelapsePage = {
  items: Array<Timelapse>;
  next_page_token: string | null;
};

export type Timelapse = {
  id: string;
  site_id: string;
  device_id: string;
  camera_id: string;
  from: string;
  to: string;
  frames: number;
  skipped_frames: number;
  fps: number;
  duration_seconds: number;
  width_px: number;
  height_px: number;
  bytes: number;
  sha256: string;
  /**
   * Null until the bytes have reached the cloud.
   */
  video_url: string | null;
  poster_url: string | null;
  created_at: string;
};

export type Retention = {
  policy: RetentionPolicy;
  /**
   * Grows with each change of the policy; 0 before the first.
   */
  revision: number;
  media_bytes: number;
  kinds: Array<{
    kind: 'frames' | 'timelapses' | 'telemetry' | 'events' | 'commands' | 'refused_records';
    /**
     * By the policy; null: for ever.
     */
    days: number | null;
    rows: number;
    /**
     * Of pictures, videos and files; what rows take is not counted.
     */
    bytes: number;
    oldest_at: string | null;
  }>;
  last_run: RetentionRun | null;
};

export type RetentionPolicy = {
  /**
   * Days for which frames with their pictures are kept; null: for ever.
   */
  frame_days: number | null;
  /**
   * Days for which measurements of devices are kept; null: for ever.
   */
  telemetry_days: number | null;
  /**
   * Days for which a client that was away gets all events that it missed.
   */
  event_days: number;
  /**
   * Bytes of pictures and videos beyond which the oldest frames go; null: no bound.
   */
  media_bytes_max: number | null;
  /**
   * Days for which timelapses with their videos are kept; null: for ever.
   */
  timelapse_days: number | null;
  /**
   * Days for which finished commands with their files are kept; null: for ever.
   */
  command_days: number | null;
  /**
   * Days for which records that could not be taken are kept; null: for ever.
   */
  refused_days: number | null;
};

export type RetentionRun = {
  started_at: string;
  /**
   * Null while it runs, or where it was cut off.
   */
  finished_at: string | null;
  frames_deleted: number;
  telemetry_deleted: number;
  events_deleted: number;
  timelapses_deleted: number;
  commands_deleted: number;
  /**
   * Refused records, ended sessions, used assertions.
   */
  others_deleted: number;
  blobs_deleted: number;
  bytes_freed: number;
};

export type RetentionPreview = {
  frames: number;
  timelapses: number;
  telemetry: number;
  events: number;
  commands: number;
  refused_records: number;
  /**
   * Of the pictures, videos and files that these name.
   */
  bytes: number;
  /**
   * By how much the bound in bytes is passed after that: older frames go for it.
   */
  bytes_over: number;
};

export type NewOrganisationExport = {
  /**
   * Whether pictures and videos are in it.
   */
  with_media?: boolean;
};

export type OrganisationExportPage = {
  items: Array<OrganisationExport>;
  next_page_token: string | null;
};

export type OrganisationExport = {
  id: string;
  with_media: boolean;
  created_at: string;
  /**
   * Null while it is made.
   */
  finished_at: string | null;
  /**
   * From then on it cannot be had any more.
   */
  expires_at: string;
  bytes: number | null;
  sha256: string | null;
  rows: number | null;
  /**
   * Pictures and videos in it.
   */
  files: number | null;
  /**
   * A path that is good for an hour, for whoever is logged in; null until it is made.
   */
  download_url: string | null;
};

export type ErasureState = {
  erasure: Erasure | null;
};

export type Erasure = {
  requested_at: string;
  requested_by: string;
  reason: string;
  /**
   * Until then it can be cancelled.
   */
  due_at: string;
  begun_at: string | null;
};

export type NewErasure = {
  /**
   * The name, typed once more.
   */
  organisation_name: string;
  reason: string;
};

export type CaptureAccount = {
  totals: CaptureFigures;
  /**
   * Hours in which there was anything to capture, in order.
   */
  hours: Array<{
    /**
     * Slots that the schedules had.
     */
    expected: number;
    captured: number;
    /**
     * Of those captured: more than five seconds after their slot.
     */
    late: number;
    /**
     * Slots of which the device said why they have no frame.
     */
    missed: number;
    /**
     * Slots of which nothing was heard, yet or at all.
     */
    unexplained: number;
    /**
     * The missed slots by reason.
     */
    reasons: {
      [key: string]: number;
    };
    /**
     * Its beginning.
     */
    hour: string;
  }>;
};

export type CaptureFigures = {
  /**
   * Slots that the schedules had.
   */
  expected: number;
  captured: number;
  /**
   * Of those captured: more than five seconds after their slot.
   */
  late: number;
  /**
   * Slots of which the device said why they have no frame.
   */
  missed: number;
  /**
   * Slots of which nothing was heard, yet or at all.
   */
  unexplained: number;
  /**
   * The missed slots by reason.
   */
  reasons: {
    [key: string]: number;
  };
};

export type Analytics = {
  /**
   * First day (UTC).
   */
  from: string;
  /**
   * Last day (UTC), today.
   */
  to: string;
  /**
   * Everything that the cloud had by then is in it.
   */
  computed_at: string;
  totals: AnalyticsFigures;
  days: Array<{
    /**
     * Slots: captured and missed.
     */
    expected: number;
    captured: number;
    /**
     * Of those captured: more than five seconds after their slot.
     */
    late: number;
    /**
     * Slots that a device reported as missed.
     */
    missed: number;
    /**
     * Bytes of the pictures that were captured.
     */
    frame_bytes: number;
    /**
     * Bytes of pictures and videos that reached the cloud.
     */
    stored_bytes: number;
    /**
     * Time in which workers were heard of, in steps of five minutes.
     */
    heard_minutes: number;
    /**
     * Time in which they could have been.
     */
    due_minutes: number;
    day: string;
  }>;
  /**
   * By site or device; at most 500, those with the most missed slots first.
   */
  groups: Array<{
    /**
     * Slots: captured and missed.
     */
    expected: number;
    captured: number;
    /**
     * Of those captured: more than five seconds after their slot.
     */
    late: number;
    /**
     * Slots that a device reported as missed.
     */
    missed: number;
    /**
     * Bytes of the pictures that were captured.
     */
    frame_bytes: number;
    /**
     * Bytes of pictures and videos that reached the cloud.
     */
    stored_bytes: number;
    /**
     * Time in which workers were heard of, in steps of five minutes.
     */
    heard_minutes: number;
    /**
     * Time in which they could have been.
     */
    due_minutes: number;
    /**
     * Of the site or device.
     */
    id: string;
    name: string;
    /**
     * Bytes of pictures and videos that the cloud has now.
     */
    held_bytes: number;
  }>;
};

export type AnalyticsFigures = {
  /**
   * Slots: captured and missed.
   */
  expected: number;
  captured: number;
  /**
   * Of those captured: more than five seconds after their slot.
   */
  late: number;
  /**
   * Slots that a device reported as missed.
   */
  missed: number;
  /**
   * Bytes of the pictures that were captured.
   */
  frame_bytes: number;
  /**
   * Bytes of pictures and videos that reached the cloud.
   */
  stored_bytes: number;
  /**
   * Time in which workers were heard of, in steps of five minutes.
   */
  heard_minutes: number;
  /**
   * Time in which they could have been.
   */
  due_minutes: number;
};

export type StreamTokenRequest = {
  /**
   * Oneself.
   */
  user_id?: string;
  /**
   * Default: all own.
   */
  permissions?: Array<'dashboard:read' | 'camera:control'>;
};

export type StreamToken = {
  token: string;
  token_type: 'Bearer';
  /**
   * Seconds.
   */
  expires_in: number;
  user_id: string;
  permissions: Array<'dashboard:read' | 'camera:control'>;
};

export type Broadcast = {
  channel: string;
  event: string;
  data?: {
    [key: string]: unknown;
  };
  priority?: 'low' | 'normal' | 'high' | 'critical';
  /**
   * Seconds.
   */
  ttl?: number;
};

export type StreamStats = {
  /**
   * Other replicas have connections of their own.
   */
  scope: 'replica';
  connections: {
    total: number;
    sse: number;
    websocket: number;
    /**
     * Polls that wait now.
     */
    long_poll: number;
  };
  users: number;
  connections_per_user_max: number;
  heartbeat_seconds: number;
  oldest_connection_seconds: number | null;
};

export type DeviceRevocation = {
  reason?: string | null;
};

export type AuditListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    actor_id?: string;
    object_id?: string;
    /**
     * An operation, or the beginning of several.
     */
    operation?: string;
    /**
     * Both, where it is left out.
     */
    result?: 'done' | 'refused';
    from?: string;
    to?: string;
  };
  url: '/v1/audit';
};

export type AuditListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AuditListError = AuditListErrors[keyof AuditListErrors];

export type AuditListResponses = {
  /**
   * Here it is.
   */
  200: AuditPage;
};

export type AuditListResponse = AuditListResponses[keyof AuditListResponses];

export type AuditExportData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * The sequence to go on after.
     */
    after?: number;
    limit?: number;
    /**
     * csv: for spreadsheets, with a header before the first entry, without checkpoints.
     */
    format?: 'ndjson' | 'csv';
    /**
     * Whether signed heads are in it, each after the entry that it signs.
     */
    checkpoints?: string;
  };
  url: '/v1/audit/export';
};

export type AuditExportErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AuditExportError = AuditExportErrors[keyof AuditExportErrors];

export type AuditExportResponses = {
  /**
   * Lines of AuditEntry, and of an AuditCheckpoint as the member `checkpoint`.
   */
  200: string;
};

export type AuditExportResponse = AuditExportResponses[keyof AuditExportResponses];

export type AuditCheckpointsListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
  };
  url: '/v1/audit/checkpoints';
};

export type AuditCheckpointsListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AuditCheckpointsListError =
  AuditCheckpointsListErrors[keyof AuditCheckpointsListErrors];

export type AuditCheckpointsListResponses = {
  /**
   * Here it is.
   */
  200: AuditCheckpointPage;
};

export type AuditCheckpointsListResponse =
  AuditCheckpointsListResponses[keyof AuditCheckpointsListResponses];

export type AuditCheckpointsCreateData = {
  body?: never;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/audit/checkpoints';
};

export type AuditCheckpointsCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AuditCheckpointsCreateError =
  AuditCheckpointsCreateErrors[keyof AuditCheckpointsCreateErrors];

export type AuditCheckpointsCreateResponses = {
  /**
   * It was made.
   */
  201: AuditCheckpoint;
};

export type AuditCheckpointsCreateResponse =
  AuditCheckpointsCreateResponses[keyof AuditCheckpointsCreateResponses];

export type AuditKeysData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/.well-known/audit-keys.json';
};

export type AuditKeysErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AuditKeysError = AuditKeysErrors[keyof AuditKeysErrors];

export type AuditKeysResponses = {
  /**
   * Here it is.
   */
  200: AuditKeys;
};

export type AuditKeysResponse = AuditKeysResponses[keyof AuditKeysResponses];

export type OperationsListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    kind?: string;
    state?: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  };
  url: '/v1/operations';
};

export type OperationsListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OperationsListError = OperationsListErrors[keyof OperationsListErrors];

export type OperationsListResponses = {
  /**
   * Here it is.
   */
  200: OperationPage;
};

export type OperationsListResponse = OperationsListResponses[keyof OperationsListResponses];

export type OperationsReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: {
    /**
     * How long the answer may wait for the end of the operation.
     */
    wait_seconds?: number;
  };
  url: '/v1/operations/{id}';
};

export type OperationsReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OperationsReadError = OperationsReadErrors[keyof OperationsReadErrors];

export type OperationsReadResponses = {
  /**
   * Here it is.
   */
  200: Operation;
};

export type OperationsReadResponse = OperationsReadResponses[keyof OperationsReadResponses];

export type OperationsCancelData = {
  body?: never;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/operations/{id}/cancel';
};

export type OperationsCancelErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OperationsCancelError = OperationsCancelErrors[keyof OperationsCancelErrors];

export type OperationsCancelResponses = {
  /**
   * Here it is.
   */
  200: Operation;
};

export type OperationsCancelResponse = OperationsCancelResponses[keyof OperationsCancelResponses];

export type AuthTokenData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/auth/token';
};

export type AuthTokenErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AuthTokenError = AuthTokenErrors[keyof AuthTokenErrors];

export type AuthTokenResponses = {
  /**
   * Here it is.
   */
  200: {
    access_token: string;
    token_type: 'Bearer';
    expires_in: number;
  };
};

export type AuthTokenResponse = AuthTokenResponses[keyof AuthTokenResponses];

export type AuthJwksData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/.well-known/jwks.json';
};

export type AuthJwksErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AuthJwksError = AuthJwksErrors[keyof AuthJwksErrors];

export type AuthJwksResponses = {
  /**
   * Here it is.
   */
  200: Jwks;
};

export type AuthJwksResponse = AuthJwksResponses[keyof AuthJwksResponses];

export type ApiKeysListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
  };
  url: '/v1/api-keys';
};

export type ApiKeysListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ApiKeysListError = ApiKeysListErrors[keyof ApiKeysListErrors];

export type ApiKeysListResponses = {
  /**
   * Here it is.
   */
  200: ApiKeyPage;
};

export type ApiKeysListResponse = ApiKeysListResponses[keyof ApiKeysListResponses];

export type ApiKeysCreateData = {
  body: NewApiKey;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/api-keys';
};

export type ApiKeysCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ApiKeysCreateError = ApiKeysCreateErrors[keyof ApiKeysCreateErrors];

export type ApiKeysCreateResponses = {
  /**
   * It was made.
   */
  201: CreatedApiKey;
};

export type ApiKeysCreateResponse = ApiKeysCreateResponses[keyof ApiKeysCreateResponses];

export type ApiKeysDeleteData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/api-keys/{id}';
};

export type ApiKeysDeleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ApiKeysDeleteError = ApiKeysDeleteErrors[keyof ApiKeysDeleteErrors];

export type ApiKeysDeleteResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type ApiKeysDeleteResponse = ApiKeysDeleteResponses[keyof ApiKeysDeleteResponses];

export type PeopleListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    /**
     * Those alone that have this text in name or e-mail address, in any case.
     */
    q?: string;
    /**
     * Names with commas between: items have these fields alone, and id. Others are left out, required or not. Of: id, email, name, role, site_ids, revision, last_seen_at, created_at.
     */
    fields?: string;
  };
  url: '/v1/people';
};

export type PeopleListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type PeopleListError = PeopleListErrors[keyof PeopleListErrors];

export type PeopleListResponses = {
  /**
   * Here it is.
   */
  200: PersonPage;
};

export type PeopleListResponse = PeopleListResponses[keyof PeopleListResponses];

export type PeopleRemoveData = {
  body?: never;
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/people/{id}';
};

export type PeopleRemoveErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type PeopleRemoveError = PeopleRemoveErrors[keyof PeopleRemoveErrors];

export type PeopleRemoveResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type PeopleRemoveResponse = PeopleRemoveResponses[keyof PeopleRemoveResponses];

export type PeopleChangeData = {
  body: PersonChange;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/people/{id}';
};

export type PeopleChangeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type PeopleChangeError = PeopleChangeErrors[keyof PeopleChangeErrors];

export type PeopleChangeResponses = {
  /**
   * Here it is.
   */
  200: Person;
};

export type PeopleChangeResponse = PeopleChangeResponses[keyof PeopleChangeResponses];

export type InvitationsListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
  };
  url: '/v1/invitations';
};

export type InvitationsListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type InvitationsListError = InvitationsListErrors[keyof InvitationsListErrors];

export type InvitationsListResponses = {
  /**
   * Here it is.
   */
  200: InvitationPage;
};

export type InvitationsListResponse = InvitationsListResponses[keyof InvitationsListResponses];

export type InvitationsCreateData = {
  body: NewInvitation;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/invitations';
};

export type InvitationsCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type InvitationsCreateError = InvitationsCreateErrors[keyof InvitationsCreateErrors];

export type InvitationsCreateResponses = {
  /**
   * It was made.
   */
  201: CreatedInvitation;
};

export type InvitationsCreateResponse =
  InvitationsCreateResponses[keyof InvitationsCreateResponses];

export type InvitationsDeleteData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/invitations/{id}';
};

export type InvitationsDeleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type InvitationsDeleteError = InvitationsDeleteErrors[keyof InvitationsDeleteErrors];

export type InvitationsDeleteResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type InvitationsDeleteResponse =
  InvitationsDeleteResponses[keyof InvitationsDeleteResponses];

export type InvitationsLookUpData = {
  body: InvitationLookUp;
  path?: never;
  query?: never;
  url: '/v1/invitations/look-up';
};

export type InvitationsLookUpErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type InvitationsLookUpError = InvitationsLookUpErrors[keyof InvitationsLookUpErrors];

export type InvitationsLookUpResponses = {
  /**
   * Here it is.
   */
  200: InvitationOffer;
};

export type InvitationsLookUpResponse =
  InvitationsLookUpResponses[keyof InvitationsLookUpResponses];

export type InvitationsAcceptData = {
  body: InvitationAcceptance;
  path?: never;
  query?: never;
  url: '/v1/invitations/accept';
};

export type InvitationsAcceptErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type InvitationsAcceptError = InvitationsAcceptErrors[keyof InvitationsAcceptErrors];

export type InvitationsAcceptResponses = {
  /**
   * It was made.
   */
  201: Session;
};

export type InvitationsAcceptResponse =
  InvitationsAcceptResponses[keyof InvitationsAcceptResponses];

export type SessionDeleteData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/session';
};

export type SessionDeleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SessionDeleteError = SessionDeleteErrors[keyof SessionDeleteErrors];

export type SessionDeleteResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type SessionDeleteResponse = SessionDeleteResponses[keyof SessionDeleteResponses];

export type SessionReadData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/session';
};

export type SessionReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SessionReadError = SessionReadErrors[keyof SessionReadErrors];

export type SessionReadResponses = {
  /**
   * Here it is.
   */
  200: Session;
};

export type SessionReadResponse = SessionReadResponses[keyof SessionReadResponses];

export type SessionCreateData = {
  body: Credentials;
  path?: never;
  query?: never;
  url: '/v1/session';
};

export type SessionCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SessionCreateError = SessionCreateErrors[keyof SessionCreateErrors];

export type SessionCreateResponses = {
  /**
   * It was made.
   */
  201: Session;
};

export type SessionCreateResponse = SessionCreateResponses[keyof SessionCreateResponses];

export type SessionSwitchData = {
  body: OrganisationChoice;
  path?: never;
  query?: never;
  url: '/v1/session/organisation';
};

export type SessionSwitchErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SessionSwitchError = SessionSwitchErrors[keyof SessionSwitchErrors];

export type SessionSwitchResponses = {
  /**
   * It was made.
   */
  201: Session;
};

export type SessionSwitchResponse = SessionSwitchResponses[keyof SessionSwitchResponses];

export type AccountReadData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/account';
};

export type AccountReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountReadError = AccountReadErrors[keyof AccountReadErrors];

export type AccountReadResponses = {
  /**
   * Here it is.
   */
  200: Account;
};

export type AccountReadResponse = AccountReadResponses[keyof AccountReadResponses];

export type AccountSessionsDeleteOthersData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/account/sessions';
};

export type AccountSessionsDeleteOthersErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountSessionsDeleteOthersError =
  AccountSessionsDeleteOthersErrors[keyof AccountSessionsDeleteOthersErrors];

export type AccountSessionsDeleteOthersResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type AccountSessionsDeleteOthersResponse =
  AccountSessionsDeleteOthersResponses[keyof AccountSessionsDeleteOthersResponses];

export type AccountSessionsListData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/account/sessions';
};

export type AccountSessionsListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountSessionsListError = AccountSessionsListErrors[keyof AccountSessionsListErrors];

export type AccountSessionsListResponses = {
  /**
   * Here it is.
   */
  200: OpenSessions;
};

export type AccountSessionsListResponse =
  AccountSessionsListResponses[keyof AccountSessionsListResponses];

export type AccountSessionsDeleteData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/account/sessions/{id}';
};

export type AccountSessionsDeleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountSessionsDeleteError =
  AccountSessionsDeleteErrors[keyof AccountSessionsDeleteErrors];

export type AccountSessionsDeleteResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type AccountSessionsDeleteResponse =
  AccountSessionsDeleteResponses[keyof AccountSessionsDeleteResponses];

export type AccountPasswordData = {
  body: PasswordChange;
  path?: never;
  query?: never;
  url: '/v1/account/password';
};

export type AccountPasswordErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountPasswordError = AccountPasswordErrors[keyof AccountPasswordErrors];

export type AccountPasswordResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type AccountPasswordResponse = AccountPasswordResponses[keyof AccountPasswordResponses];

export type AccountSecondFactorSetUpData = {
  body: SecondFactorRequest;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/account/second-factor';
};

export type AccountSecondFactorSetUpErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountSecondFactorSetUpError =
  AccountSecondFactorSetUpErrors[keyof AccountSecondFactorSetUpErrors];

export type AccountSecondFactorSetUpResponses = {
  /**
   * It was made.
   */
  201: SecondFactorSetup;
};

export type AccountSecondFactorSetUpResponse =
  AccountSecondFactorSetUpResponses[keyof AccountSecondFactorSetUpResponses];

export type AccountSecondFactorConfirmData = {
  body: SecondFactorCode;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/account/second-factor/confirm';
};

export type AccountSecondFactorConfirmErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountSecondFactorConfirmError =
  AccountSecondFactorConfirmErrors[keyof AccountSecondFactorConfirmErrors];

export type AccountSecondFactorConfirmResponses = {
  /**
   * Here it is.
   */
  200: RecoveryCodes;
};

export type AccountSecondFactorConfirmResponse =
  AccountSecondFactorConfirmResponses[keyof AccountSecondFactorConfirmResponses];

export type AccountSecondFactorRemoveData = {
  body: SecondFactorRemoval;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/account/second-factor/remove';
};

export type AccountSecondFactorRemoveErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountSecondFactorRemoveError =
  AccountSecondFactorRemoveErrors[keyof AccountSecondFactorRemoveErrors];

export type AccountSecondFactorRemoveResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type AccountSecondFactorRemoveResponse =
  AccountSecondFactorRemoveResponses[keyof AccountSecondFactorRemoveResponses];

export type PasswordResetOfferData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/password-reset';
};

export type PasswordResetOfferErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type PasswordResetOfferError = PasswordResetOfferErrors[keyof PasswordResetOfferErrors];

export type PasswordResetOfferResponses = {
  /**
   * Here it is.
   */
  200: PasswordResetOffer;
};

export type PasswordResetOfferResponse =
  PasswordResetOfferResponses[keyof PasswordResetOfferResponses];

export type PasswordResetAskData = {
  body: PasswordResetRequest;
  path?: never;
  query?: never;
  url: '/v1/password-reset';
};

export type PasswordResetAskErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type PasswordResetAskError = PasswordResetAskErrors[keyof PasswordResetAskErrors];

export type PasswordResetAskResponses = {
  /**
   * It is under way.
   */
  202: PasswordResetOffer;
};

export type PasswordResetAskResponse = PasswordResetAskResponses[keyof PasswordResetAskResponses];

export type PasswordResetLookUpData = {
  body: PasswordResetLookUp;
  path?: never;
  query?: never;
  url: '/v1/password-reset/look-up';
};

export type PasswordResetLookUpErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type PasswordResetLookUpError = PasswordResetLookUpErrors[keyof PasswordResetLookUpErrors];

export type PasswordResetLookUpResponses = {
  /**
   * Here it is.
   */
  200: PasswordResetTarget;
};

export type PasswordResetLookUpResponse =
  PasswordResetLookUpResponses[keyof PasswordResetLookUpResponses];

export type PasswordResetCompleteData = {
  body: PasswordResetCompletion;
  path?: never;
  query?: never;
  url: '/v1/password-reset/complete';
};

export type PasswordResetCompleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type PasswordResetCompleteError =
  PasswordResetCompleteErrors[keyof PasswordResetCompleteErrors];

export type PasswordResetCompleteResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type PasswordResetCompleteResponse =
  PasswordResetCompleteResponses[keyof PasswordResetCompleteResponses];

export type PeoplePasswordResetData = {
  body?: never;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/people/{id}/password-reset';
};

export type PeoplePasswordResetErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type PeoplePasswordResetError = PeoplePasswordResetErrors[keyof PeoplePasswordResetErrors];

export type PeoplePasswordResetResponses = {
  /**
   * It was made.
   */
  201: IssuedPasswordReset;
};

export type PeoplePasswordResetResponse =
  PeoplePasswordResetResponses[keyof PeoplePasswordResetResponses];

export type AccountProviderDisconnectData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/account/provider';
};

export type AccountProviderDisconnectErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountProviderDisconnectError =
  AccountProviderDisconnectErrors[keyof AccountProviderDisconnectErrors];

export type AccountProviderDisconnectResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type AccountProviderDisconnectResponse =
  AccountProviderDisconnectResponses[keyof AccountProviderDisconnectResponses];

export type AccountProviderReadData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/account/provider';
};

export type AccountProviderReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountProviderReadError = AccountProviderReadErrors[keyof AccountProviderReadErrors];

export type AccountProviderReadResponses = {
  /**
   * Here it is.
   */
  200: ProviderConnection;
};

export type AccountProviderReadResponse =
  AccountProviderReadResponses[keyof AccountProviderReadResponses];

export type AccountProviderConnectData = {
  body: ProviderAnswer;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/account/provider';
};

export type AccountProviderConnectErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountProviderConnectError =
  AccountProviderConnectErrors[keyof AccountProviderConnectErrors];

export type AccountProviderConnectResponses = {
  /**
   * Here it is.
   */
  200: ProviderConnection;
};

export type AccountProviderConnectResponse =
  AccountProviderConnectResponses[keyof AccountProviderConnectResponses];

export type AccountProviderBeginData = {
  body?: never;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/account/provider/begin';
};

export type AccountProviderBeginErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AccountProviderBeginError =
  AccountProviderBeginErrors[keyof AccountProviderBeginErrors];

export type AccountProviderBeginResponses = {
  /**
   * Here it is.
   */
  200: ProviderLogin;
};

export type AccountProviderBeginResponse =
  AccountProviderBeginResponses[keyof AccountProviderBeginResponses];

export type LoginProviderDeleteData = {
  body?: never;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path?: never;
  query?: never;
  url: '/v1/login-provider';
};

export type LoginProviderDeleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type LoginProviderDeleteError = LoginProviderDeleteErrors[keyof LoginProviderDeleteErrors];

export type LoginProviderDeleteResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type LoginProviderDeleteResponse =
  LoginProviderDeleteResponses[keyof LoginProviderDeleteResponses];

export type LoginProviderReadData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/login-provider';
};

export type LoginProviderReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type LoginProviderReadError = LoginProviderReadErrors[keyof LoginProviderReadErrors];

export type LoginProviderReadResponses = {
  /**
   * Here it is.
   */
  200: LoginProviderSetting;
};

export type LoginProviderReadResponse =
  LoginProviderReadResponses[keyof LoginProviderReadResponses];

export type LoginProviderChangeData = {
  body: NewLoginProvider;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path?: never;
  query?: never;
  url: '/v1/login-provider';
};

export type LoginProviderChangeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type LoginProviderChangeError = LoginProviderChangeErrors[keyof LoginProviderChangeErrors];

export type LoginProviderChangeResponses = {
  /**
   * Here it is.
   */
  200: LoginProvider;
};

export type LoginProviderChangeResponse =
  LoginProviderChangeResponses[keyof LoginProviderChangeResponses];

export type LoginProviderTestData = {
  body: NewLoginProvider;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/login-provider/test';
};

export type LoginProviderTestErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type LoginProviderTestError = LoginProviderTestErrors[keyof LoginProviderTestErrors];

export type LoginProviderTestResponses = {
  /**
   * Here it is.
   */
  200: LoginProviderTest;
};

export type LoginProviderTestResponse =
  LoginProviderTestResponses[keyof LoginProviderTestResponses];

export type SessionProviderOfferData = {
  body?: never;
  path?: never;
  query?: {
    provider_id?: string;
  };
  url: '/v1/session/provider';
};

export type SessionProviderOfferErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SessionProviderOfferError =
  SessionProviderOfferErrors[keyof SessionProviderOfferErrors];

export type SessionProviderOfferResponses = {
  /**
   * Here it is.
   */
  200: LoginOffer;
};

export type SessionProviderOfferResponse =
  SessionProviderOfferResponses[keyof SessionProviderOfferResponses];

export type SessionProviderCompleteData = {
  body: ProviderAnswer;
  path?: never;
  query?: never;
  url: '/v1/session/provider';
};

export type SessionProviderCompleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SessionProviderCompleteError =
  SessionProviderCompleteErrors[keyof SessionProviderCompleteErrors];

export type SessionProviderCompleteResponses = {
  /**
   * It was made.
   */
  201: Session;
};

export type SessionProviderCompleteResponse =
  SessionProviderCompleteResponses[keyof SessionProviderCompleteResponses];

export type SessionProviderBeginData = {
  body: ProviderLoginBegin;
  path?: never;
  query?: never;
  url: '/v1/session/provider/begin';
};

export type SessionProviderBeginErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SessionProviderBeginError =
  SessionProviderBeginErrors[keyof SessionProviderBeginErrors];

export type SessionProviderBeginResponses = {
  /**
   * Here it is.
   */
  200: ProviderLogin;
};

export type SessionProviderBeginResponse =
  SessionProviderBeginResponses[keyof SessionProviderBeginResponses];

export type SitesListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    /**
     * Those in use, those that were put away, or both.
     */
    state?: 'active' | 'archived' | 'all';
    /**
     * Those alone that have this text in name or notes, in any case.
     */
    q?: string;
    /**
     * Names with commas between: items have these fields alone, and id. Others are left out, required or not. Of: id, name, notes, revision, latitude, longitude, time_zone, presence, site_epoch, term, leader_device_id, uplink_backlog_records, devices_total, devices_online, cameras_total, last_seen_at, archived_at, created_at.
     */
    fields?: string;
  };
  url: '/v1/sites';
};

export type SitesListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesListError = SitesListErrors[keyof SitesListErrors];

export type SitesListResponses = {
  /**
   * Here it is.
   */
  200: SitePage;
};

export type SitesListResponse = SitesListResponses[keyof SitesListResponses];

export type SitesCreateData = {
  body: NewSite;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/sites';
};

export type SitesCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesCreateError = SitesCreateErrors[keyof SitesCreateErrors];

export type SitesCreateResponses = {
  /**
   * It was made.
   */
  201: Site;
};

export type SitesCreateResponse = SitesCreateResponses[keyof SitesCreateResponses];

export type SitesArchiveData = {
  body?: never;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: decommission every device of the site with it. It cannot be taken back.
     */
    decommission_devices?: 'true' | 'false';
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/sites/{id}';
};

export type SitesArchiveErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesArchiveError = SitesArchiveErrors[keyof SitesArchiveErrors];

export type SitesArchiveResponses = {
  /**
   * Here it is.
   */
  200: Archival;
};

export type SitesArchiveResponse = SitesArchiveResponses[keyof SitesArchiveResponses];

export type SitesReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/sites/{id}';
};

export type SitesReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesReadError = SitesReadErrors[keyof SitesReadErrors];

export type SitesReadResponses = {
  /**
   * Here it is.
   */
  200: Site;
};

export type SitesReadResponse = SitesReadResponses[keyof SitesReadResponses];

export type SitesChangeData = {
  body: SiteChange;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/sites/{id}';
};

export type SitesChangeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesChangeError = SitesChangeErrors[keyof SitesChangeErrors];

export type SitesChangeResponses = {
  /**
   * Here it is.
   */
  200: Site;
};

export type SitesChangeResponse = SitesChangeResponses[keyof SitesChangeResponses];

export type DevicesListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    site_id?: string;
    /**
     * Those alone that have this text in name, notes, hardware model or version, in any case.
     */
    q?: string;
    /**
     * Those alone that are so at this moment.
     */
    presence?: 'new' | 'online' | 'late' | 'offline';
    /**
     * Oldest first, or most lately heard first.
     */
    order_by?: 'id' | '-last_seen_at';
    /**
     * Names with commas between: items have these fields alone, and id. Others are left out, required or not. Of: id, site_id, name, notes, revision, role, presence, presence_reason, last_seen_at, version, hardware_model, raft, health, configuration, cameras_total, last_frame, access, suspected_at, revoked_at, decommissioned_at, certificate_expires_at, created_at.
     */
    fields?: string;
  };
  url: '/v1/devices';
};

export type DevicesListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type DevicesListError = DevicesListErrors[keyof DevicesListErrors];

export type DevicesListResponses = {
  /**
   * Here it is.
   */
  200: DevicePage;
};

export type DevicesListResponse = DevicesListResponses[keyof DevicesListResponses];

export type DevicesCountsData = {
  body?: never;
  path?: never;
  query?: {
    site_id?: string;
    /**
     * Those alone that have this text in name, notes, hardware model or version, in any case.
     */
    q?: string;
  };
  url: '/v1/devices/counts';
};

export type DevicesCountsErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type DevicesCountsError = DevicesCountsErrors[keyof DevicesCountsErrors];

export type DevicesCountsResponses = {
  /**
   * Here it is.
   */
  200: DeviceCounts;
};

export type DevicesCountsResponse = DevicesCountsResponses[keyof DevicesCountsResponses];

export type DevicesReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/devices/{id}';
};

export type DevicesReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type DevicesReadError = DevicesReadErrors[keyof DevicesReadErrors];

export type DevicesReadResponses = {
  /**
   * Here it is.
   */
  200: Device;
};

export type DevicesReadResponse = DevicesReadResponses[keyof DevicesReadResponses];

export type DevicesChangeData = {
  body: DeviceChange;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/devices/{id}';
};

export type DevicesChangeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type DevicesChangeError = DevicesChangeErrors[keyof DevicesChangeErrors];

export type DevicesChangeResponses = {
  /**
   * Here it is.
   */
  200: Device;
};

export type DevicesChangeResponse = DevicesChangeResponses[keyof DevicesChangeResponses];

export type DevicesHistoryData = {
  body?: never;
  path: {
    id: string;
  };
  query?: {
    /**
     * How far back.
     */
    hours?: number;
  };
  url: '/v1/devices/{id}/history';
};

export type DevicesHistoryErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type DevicesHistoryError = DevicesHistoryErrors[keyof DevicesHistoryErrors];

export type DevicesHistoryResponses = {
  /**
   * Here it is.
   */
  200: DeviceHistory;
};

export type DevicesHistoryResponse = DevicesHistoryResponses[keyof DevicesHistoryResponses];

export type DevicesReadingsData = {
  body?: never;
  path: {
    id: string;
  };
  query?: {
    /**
     * How far back.
     */
    hours?: number;
  };
  url: '/v1/devices/{id}/readings';
};

export type DevicesReadingsErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type DevicesReadingsError = DevicesReadingsErrors[keyof DevicesReadingsErrors];

export type DevicesReadingsResponses = {
  /**
   * Here it is.
   */
  200: DeviceReadings;
};

export type DevicesReadingsResponse = DevicesReadingsResponses[keyof DevicesReadingsResponses];

export type CamerasListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    site_id?: string;
    device_id?: string;
    /**
     * Those in use, those that were put away, or both.
     */
    state?: 'active' | 'archived' | 'all';
    /**
     * Those alone that have this text in name, in any case.
     */
    q?: string;
    /**
     * Names with commas between: items have these fields alone, and id. Others are left out, required or not. Of: id, site_id, device_id, name, revision, driver, driver_configuration, password_set, schedules, profile, frames_total, last_frame, archived_at, created_at.
     */
    fields?: string;
  };
  url: '/v1/cameras';
};

export type CamerasListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CamerasListError = CamerasListErrors[keyof CamerasListErrors];

export type CamerasListResponses = {
  /**
   * Here it is.
   */
  200: CameraPage;
};

export type CamerasListResponse = CamerasListResponses[keyof CamerasListResponses];

export type CamerasCreateData = {
  body: NewCamera;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/cameras';
};

export type CamerasCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CamerasCreateError = CamerasCreateErrors[keyof CamerasCreateErrors];

export type CamerasCreateResponses = {
  /**
   * It was made.
   */
  201: Camera;
};

export type CamerasCreateResponse = CamerasCreateResponses[keyof CamerasCreateResponses];

export type CamerasArchiveData = {
  body?: never;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/cameras/{id}';
};

export type CamerasArchiveErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CamerasArchiveError = CamerasArchiveErrors[keyof CamerasArchiveErrors];

export type CamerasArchiveResponses = {
  /**
   * Here it is.
   */
  200: Archival;
};

export type CamerasArchiveResponse = CamerasArchiveResponses[keyof CamerasArchiveResponses];

export type CamerasReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/cameras/{id}';
};

export type CamerasReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CamerasReadError = CamerasReadErrors[keyof CamerasReadErrors];

export type CamerasReadResponses = {
  /**
   * Here it is.
   */
  200: Camera;
};

export type CamerasReadResponse = CamerasReadResponses[keyof CamerasReadResponses];

export type CamerasChangeData = {
  body: CameraChange;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/cameras/{id}';
};

export type CamerasChangeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CamerasChangeError = CamerasChangeErrors[keyof CamerasChangeErrors];

export type CamerasChangeResponses = {
  /**
   * Here it is.
   */
  200: Camera;
};

export type CamerasChangeResponse = CamerasChangeResponses[keyof CamerasChangeResponses];

export type LockedRangesListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    site_id?: string;
    camera_id?: string;
  };
  url: '/v1/locked-ranges';
};

export type LockedRangesListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type LockedRangesListError = LockedRangesListErrors[keyof LockedRangesListErrors];

export type LockedRangesListResponses = {
  /**
   * Here it is.
   */
  200: LockedRangePage;
};

export type LockedRangesListResponse = LockedRangesListResponses[keyof LockedRangesListResponses];

export type LockedRangesCreateData = {
  body: NewLockedRange;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/locked-ranges';
};

export type LockedRangesCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type LockedRangesCreateError = LockedRangesCreateErrors[keyof LockedRangesCreateErrors];

export type LockedRangesCreateResponses = {
  /**
   * It was made.
   */
  201: LockedRange;
};

export type LockedRangesCreateResponse =
  LockedRangesCreateResponses[keyof LockedRangesCreateResponses];

export type LockedRangesDeleteData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/locked-ranges/{id}';
};

export type LockedRangesDeleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type LockedRangesDeleteError = LockedRangesDeleteErrors[keyof LockedRangesDeleteErrors];

export type LockedRangesDeleteResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type LockedRangesDeleteResponse =
  LockedRangesDeleteResponses[keyof LockedRangesDeleteResponses];

export type CamerasRestoreData = {
  body?: never;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/cameras/{id}/restore';
};

export type CamerasRestoreErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CamerasRestoreError = CamerasRestoreErrors[keyof CamerasRestoreErrors];

export type CamerasRestoreResponses = {
  /**
   * Here it is.
   */
  200: Camera;
};

export type CamerasRestoreResponse = CamerasRestoreResponses[keyof CamerasRestoreResponses];

export type SitesRestoreData = {
  body?: never;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/sites/{id}/restore';
};

export type SitesRestoreErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesRestoreError = SitesRestoreErrors[keyof SitesRestoreErrors];

export type SitesRestoreResponses = {
  /**
   * Here it is.
   */
  200: Site;
};

export type SitesRestoreResponse = SitesRestoreResponses[keyof SitesRestoreResponses];

export type CommandsListData = {
  body?: never;
  path: {
    id: string;
  };
  query?: {
    page_size?: number;
    page_token?: string;
  };
  url: '/v1/devices/{id}/commands';
};

export type CommandsListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CommandsListError = CommandsListErrors[keyof CommandsListErrors];

export type CommandsListResponses = {
  /**
   * Here it is.
   */
  200: CommandPage;
};

export type CommandsListResponse = CommandsListResponses[keyof CommandsListResponses];

export type CommandsCreateData = {
  body: NewCommand;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/devices/{id}/commands';
};

export type CommandsCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CommandsCreateError = CommandsCreateErrors[keyof CommandsCreateErrors];

export type CommandsCreateResponses = {
  /**
   * It was made.
   */
  201: Command;
};

export type CommandsCreateResponse = CommandsCreateResponses[keyof CommandsCreateResponses];

export type CommandsReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/commands/{id}';
};

export type CommandsReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CommandsReadError = CommandsReadErrors[keyof CommandsReadErrors];

export type CommandsReadResponses = {
  /**
   * Here it is.
   */
  200: Command;
};

export type CommandsReadResponse = CommandsReadResponses[keyof CommandsReadResponses];

export type CommandsFileData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/commands/{id}/file';
};

export type CommandsFileErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type CommandsFileError = CommandsFileErrors[keyof CommandsFileErrors];

export type CommandsFileResponses = {
  /**
   * Text, or JSON for diagnostics.
   */
  200: unknown;
};

export type BulkCommandsData = {
  body: BulkCommands;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: {
    /**
     * true: change nothing, say what would become of each device.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/bulk/commands';
};

export type BulkCommandsErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type BulkCommandsError = BulkCommandsErrors[keyof BulkCommandsErrors];

export type BulkCommandsResponses = {
  /**
   * With dry_run=true: what would become of each device.
   */
  200: BulkTrial;
  /**
   * It is under way; its result is a BulkResult.
   */
  202: Operation;
};

export type BulkCommandsResponse = BulkCommandsResponses[keyof BulkCommandsResponses];

export type BulkRevokeData = {
  body: BulkRevocation;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: {
    /**
     * true: change nothing, say what would become of each device.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/bulk/revocations';
};

export type BulkRevokeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type BulkRevokeError = BulkRevokeErrors[keyof BulkRevokeErrors];

export type BulkRevokeResponses = {
  /**
   * With dry_run=true: what would become of each device.
   */
  200: BulkTrial;
  /**
   * It is under way; its result is a BulkResult.
   */
  202: Operation;
};

export type BulkRevokeResponse = BulkRevokeResponses[keyof BulkRevokeResponses];

export type BulkDecommissionData = {
  body: BulkRevocation;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: {
    /**
     * true: change nothing, say what would become of each device.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/bulk/decommissions';
};

export type BulkDecommissionErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type BulkDecommissionError = BulkDecommissionErrors[keyof BulkDecommissionErrors];

export type BulkDecommissionResponses = {
  /**
   * With dry_run=true: what would become of each device.
   */
  200: BulkTrial;
  /**
   * It is under way; its result is a BulkResult.
   */
  202: Operation;
};

export type BulkDecommissionResponse = BulkDecommissionResponses[keyof BulkDecommissionResponses];

export type ConfigurationsSchemaData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/configurations/schema';
};

export type ConfigurationsSchemaErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsSchemaError =
  ConfigurationsSchemaErrors[keyof ConfigurationsSchemaErrors];

export type ConfigurationsSchemaResponses = {
  /**
   * Here it is.
   */
  200: {
    [key: string]: unknown;
  };
};

export type ConfigurationsSchemaResponse =
  ConfigurationsSchemaResponses[keyof ConfigurationsSchemaResponses];

export type ConfigurationsReadData = {
  body?: never;
  path: {
    target: string;
  };
  query?: never;
  url: '/v1/configurations/{target}';
};

export type ConfigurationsReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsReadError = ConfigurationsReadErrors[keyof ConfigurationsReadErrors];

export type ConfigurationsReadResponses = {
  /**
   * Here it is.
   */
  200: ConfigurationLayer;
};

export type ConfigurationsReadResponse =
  ConfigurationsReadResponses[keyof ConfigurationsReadResponses];

export type ConfigurationsChangeData = {
  body: NewConfiguration;
  headers?: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there. Not needed for a dry run.
     */
    'if-match'?: string;
  };
  path: {
    target: string;
  };
  query?: {
    /**
     * true: change nothing, say what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/configurations/{target}';
};

export type ConfigurationsChangeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsChangeError =
  ConfigurationsChangeErrors[keyof ConfigurationsChangeErrors];

export type ConfigurationsChangeResponses = {
  /**
   * Here it is.
   */
  200: ConfigurationChange;
};

export type ConfigurationsChangeResponse =
  ConfigurationsChangeResponses[keyof ConfigurationsChangeResponses];

export type ConfigurationsEffectiveData = {
  body?: never;
  path: {
    target: string;
  };
  query?: never;
  url: '/v1/configurations/{target}/effective';
};

export type ConfigurationsEffectiveErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsEffectiveError =
  ConfigurationsEffectiveErrors[keyof ConfigurationsEffectiveErrors];

export type ConfigurationsEffectiveResponses = {
  /**
   * Here it is.
   */
  200: EffectiveConfiguration;
};

export type ConfigurationsEffectiveResponse =
  ConfigurationsEffectiveResponses[keyof ConfigurationsEffectiveResponses];

export type ConfigurationsRolloutData = {
  body?: never;
  path: {
    target: string;
  };
  query?: never;
  url: '/v1/configurations/{target}/rollout';
};

export type ConfigurationsRolloutErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsRolloutError =
  ConfigurationsRolloutErrors[keyof ConfigurationsRolloutErrors];

export type ConfigurationsRolloutResponses = {
  /**
   * Here it is.
   */
  200: ConfigurationRollout;
};

export type ConfigurationsRolloutResponse =
  ConfigurationsRolloutResponses[keyof ConfigurationsRolloutResponses];

export type ConfigurationsVersionsData = {
  body?: never;
  path: {
    target: string;
  };
  query?: {
    page_size?: number;
    page_token?: string;
  };
  url: '/v1/configurations/{target}/versions';
};

export type ConfigurationsVersionsErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsVersionsError =
  ConfigurationsVersionsErrors[keyof ConfigurationsVersionsErrors];

export type ConfigurationsVersionsResponses = {
  /**
   * Here it is.
   */
  200: ConfigurationVersionPage;
};

export type ConfigurationsVersionsResponse =
  ConfigurationsVersionsResponses[keyof ConfigurationsVersionsResponses];

export type ConfigurationsVersionData = {
  body?: never;
  path: {
    target: string;
    version: number;
  };
  query?: never;
  url: '/v1/configurations/{target}/versions/{version}';
};

export type ConfigurationsVersionErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsVersionError =
  ConfigurationsVersionErrors[keyof ConfigurationsVersionErrors];

export type ConfigurationsVersionResponses = {
  /**
   * Here it is.
   */
  200: ConfigurationVersion;
};

export type ConfigurationsVersionResponse =
  ConfigurationsVersionResponses[keyof ConfigurationsVersionResponses];

export type ConfigurationsDiffData = {
  body?: never;
  path: {
    target: string;
  };
  query: {
    from: number;
    to: number;
  };
  url: '/v1/configurations/{target}/diff';
};

export type ConfigurationsDiffErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsDiffError = ConfigurationsDiffErrors[keyof ConfigurationsDiffErrors];

export type ConfigurationsDiffResponses = {
  /**
   * Here it is.
   */
  200: ConfigurationDiff;
};

export type ConfigurationsDiffResponse =
  ConfigurationsDiffResponses[keyof ConfigurationsDiffResponses];

export type ConfigurationsRollbackData = {
  body: ConfigurationRollback;
  headers?: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there. Not needed for a dry run.
     */
    'if-match'?: string;
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    target: string;
  };
  query?: {
    /**
     * true: change nothing, say what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/configurations/{target}/rollback';
};

export type ConfigurationsRollbackErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ConfigurationsRollbackError =
  ConfigurationsRollbackErrors[keyof ConfigurationsRollbackErrors];

export type ConfigurationsRollbackResponses = {
  /**
   * Here it is.
   */
  200: ConfigurationChange;
};

export type ConfigurationsRollbackResponse =
  ConfigurationsRollbackResponses[keyof ConfigurationsRollbackResponses];

export type KnownDevicesListData = {
  body?: never;
  path: {
    siteId: string;
  };
  query?: never;
  url: '/v1/sites/{siteId}/known-devices';
};

export type KnownDevicesListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type KnownDevicesListError = KnownDevicesListErrors[keyof KnownDevicesListErrors];

export type KnownDevicesListResponses = {
  /**
   * Here it is.
   */
  200: ListedKnownDevices;
};

export type KnownDevicesListResponse = KnownDevicesListResponses[keyof KnownDevicesListResponses];

export type KnownDevicesAddData = {
  body: KnownDevices;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    siteId: string;
  };
  query?: never;
  url: '/v1/sites/{siteId}/known-devices';
};

export type KnownDevicesAddErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type KnownDevicesAddError = KnownDevicesAddErrors[keyof KnownDevicesAddErrors];

export type KnownDevicesAddResponses = {
  /**
   * Here it is.
   */
  200: ListedKnownDevices;
};

export type KnownDevicesAddResponse = KnownDevicesAddResponses[keyof KnownDevicesAddResponses];

export type KnownDevicesRemoveData = {
  body?: never;
  path: {
    siteId: string;
    serial: string;
  };
  query?: never;
  url: '/v1/sites/{siteId}/known-devices/{serial}';
};

export type KnownDevicesRemoveErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type KnownDevicesRemoveError = KnownDevicesRemoveErrors[keyof KnownDevicesRemoveErrors];

export type KnownDevicesRemoveResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type KnownDevicesRemoveResponse =
  KnownDevicesRemoveResponses[keyof KnownDevicesRemoveResponses];

export type ProvisioningTokensListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
  };
  url: '/v1/provisioning-tokens';
};

export type ProvisioningTokensListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ProvisioningTokensListError =
  ProvisioningTokensListErrors[keyof ProvisioningTokensListErrors];

export type ProvisioningTokensListResponses = {
  /**
   * Here it is.
   */
  200: ProvisioningTokenPage;
};

export type ProvisioningTokensListResponse =
  ProvisioningTokensListResponses[keyof ProvisioningTokensListResponses];

export type ProvisioningTokensCreateData = {
  body: NewProvisioningToken;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/provisioning-tokens';
};

export type ProvisioningTokensCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ProvisioningTokensCreateError =
  ProvisioningTokensCreateErrors[keyof ProvisioningTokensCreateErrors];

export type ProvisioningTokensCreateResponses = {
  /**
   * It was made.
   */
  201: CreatedProvisioningToken;
};

export type ProvisioningTokensCreateResponse =
  ProvisioningTokensCreateResponses[keyof ProvisioningTokensCreateResponses];

export type ProvisioningTokensCreateClaimsData = {
  body: NewClaims;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/provisioning-tokens/claims';
};

export type ProvisioningTokensCreateClaimsErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ProvisioningTokensCreateClaimsError =
  ProvisioningTokensCreateClaimsErrors[keyof ProvisioningTokensCreateClaimsErrors];

export type ProvisioningTokensCreateClaimsResponses = {
  /**
   * It was made.
   */
  201: CreatedClaims;
};

export type ProvisioningTokensCreateClaimsResponse =
  ProvisioningTokensCreateClaimsResponses[keyof ProvisioningTokensCreateClaimsResponses];

export type ProvisioningTokensDeleteData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/provisioning-tokens/{id}';
};

export type ProvisioningTokensDeleteErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ProvisioningTokensDeleteError =
  ProvisioningTokensDeleteErrors[keyof ProvisioningTokensDeleteErrors];

export type ProvisioningTokensDeleteResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type ProvisioningTokensDeleteResponse =
  ProvisioningTokensDeleteResponses[keyof ProvisioningTokensDeleteResponses];

export type EnrolmentRequestsListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    state?: 'pending' | 'approved' | 'rejected';
    site_id?: string;
  };
  url: '/v1/enrolment-requests';
};

export type EnrolmentRequestsListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type EnrolmentRequestsListError =
  EnrolmentRequestsListErrors[keyof EnrolmentRequestsListErrors];

export type EnrolmentRequestsListResponses = {
  /**
   * Here it is.
   */
  200: PendingEnrolmentPage;
};

export type EnrolmentRequestsListResponse =
  EnrolmentRequestsListResponses[keyof EnrolmentRequestsListResponses];

export type EnrolmentRequestsReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/enrolment-requests/{id}';
};

export type EnrolmentRequestsReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type EnrolmentRequestsReadError =
  EnrolmentRequestsReadErrors[keyof EnrolmentRequestsReadErrors];

export type EnrolmentRequestsReadResponses = {
  /**
   * Here it is.
   */
  200: PendingEnrolment;
};

export type EnrolmentRequestsReadResponse =
  EnrolmentRequestsReadResponses[keyof EnrolmentRequestsReadResponses];

export type EnrolmentRequestsApproveData = {
  body: EnrolmentApproval;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/enrolment-requests/{id}/approve';
};

export type EnrolmentRequestsApproveErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type EnrolmentRequestsApproveError =
  EnrolmentRequestsApproveErrors[keyof EnrolmentRequestsApproveErrors];

export type EnrolmentRequestsApproveResponses = {
  /**
   * Here it is.
   */
  200: PendingEnrolment;
};

export type EnrolmentRequestsApproveResponse =
  EnrolmentRequestsApproveResponses[keyof EnrolmentRequestsApproveResponses];

export type EnrolmentRequestsRejectData = {
  body: EnrolmentRejection;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/enrolment-requests/{id}/reject';
};

export type EnrolmentRequestsRejectErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type EnrolmentRequestsRejectError =
  EnrolmentRequestsRejectErrors[keyof EnrolmentRequestsRejectErrors];

export type EnrolmentRequestsRejectResponses = {
  /**
   * Here it is.
   */
  200: PendingEnrolment;
};

export type EnrolmentRequestsRejectResponse =
  EnrolmentRequestsRejectResponses[keyof EnrolmentRequestsRejectResponses];

export type SitesCaRotationReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/sites/{id}/ca-rotation';
};

export type SitesCaRotationReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesCaRotationReadError = SitesCaRotationReadErrors[keyof SitesCaRotationReadErrors];

export type SitesCaRotationReadResponses = {
  /**
   * Here it is.
   */
  200: SiteTrust;
};

export type SitesCaRotationReadResponse =
  SitesCaRotationReadResponses[keyof SitesCaRotationReadResponses];

export type SitesCaRotationStartData = {
  body: NewCaRotation;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/sites/{id}/ca-rotation';
};

export type SitesCaRotationStartErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesCaRotationStartError =
  SitesCaRotationStartErrors[keyof SitesCaRotationStartErrors];

export type SitesCaRotationStartResponses = {
  /**
   * Here it is.
   */
  200: SiteTrust;
};

export type SitesCaRotationStartResponse =
  SitesCaRotationStartResponses[keyof SitesCaRotationStartResponses];

export type SitesCaRotationProceedData = {
  body?: never;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/sites/{id}/ca-rotation/proceed';
};

export type SitesCaRotationProceedErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type SitesCaRotationProceedError =
  SitesCaRotationProceedErrors[keyof SitesCaRotationProceedErrors];

export type SitesCaRotationProceedResponses = {
  /**
   * Here it is.
   */
  200: SiteTrust;
};

export type SitesCaRotationProceedResponse =
  SitesCaRotationProceedResponses[keyof SitesCaRotationProceedResponses];

export type ProblemsListData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/problems';
};

export type ProblemsListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type ProblemsListError = ProblemsListErrors[keyof ProblemsListErrors];

export type ProblemsListResponses = {
  /**
   * Here it is.
   */
  200: ProblemCodes;
};

export type ProblemsListResponse = ProblemsListResponses[keyof ProblemsListResponses];

export type FramesListData = {
  body?: never;
  path: {
    id: string;
  };
  query?: {
    page_size?: number;
    page_token?: string;
    from?: string;
    to?: string;
    /**
     * Names with commas between: items have these fields alone, and id. Others are left out, required or not. Of: id, site_id, device_id, camera_id, sequence_number, slot_at, captured_at, scene_at, received_at, sha256, bytes, width_px, height_px, shutter_us, gain, luminance, sun_altitude_deg, details, image_url, thumbnail_url.
     */
    fields?: string;
  };
  url: '/v1/cameras/{id}/frames';
};

export type FramesListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type FramesListError = FramesListErrors[keyof FramesListErrors];

export type FramesListResponses = {
  /**
   * Here it is.
   */
  200: FramePage;
};

export type FramesListResponse = FramesListResponses[keyof FramesListResponses];

export type FramesReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/frames/{id}';
};

export type FramesReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type FramesReadError = FramesReadErrors[keyof FramesReadErrors];

export type FramesReadResponses = {
  /**
   * Here it is.
   */
  200: Frame;
};

export type FramesReadResponse = FramesReadResponses[keyof FramesReadResponses];

export type FramesImageData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/frames/{id}/image';
};

export type FramesImageErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type FramesImageError = FramesImageErrors[keyof FramesImageErrors];

export type FramesImageResponses = {
  /**
   * Here it is.
   */
  200: unknown;
};

export type FramesThumbnailData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/frames/{id}/thumbnail';
};

export type FramesThumbnailErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type FramesThumbnailError = FramesThumbnailErrors[keyof FramesThumbnailErrors];

export type FramesThumbnailResponses = {
  /**
   * Here it is.
   */
  200: unknown;
};

export type TimelapsesListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
    camera_id?: string;
    site_id?: string;
    /**
     * Names with commas between: items have these fields alone, and id. Others are left out, required or not. Of: id, site_id, device_id, camera_id, from, to, frames, skipped_frames, fps, duration_seconds, width_px, height_px, bytes, sha256, video_url, poster_url, created_at.
     */
    fields?: string;
  };
  url: '/v1/timelapses';
};

export type TimelapsesListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type TimelapsesListError = TimelapsesListErrors[keyof TimelapsesListErrors];

export type TimelapsesListResponses = {
  /**
   * Here it is.
   */
  200: TimelapsePage;
};

export type TimelapsesListResponse = TimelapsesListResponses[keyof TimelapsesListResponses];

export type TimelapsesReadData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/timelapses/{id}';
};

export type TimelapsesReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type TimelapsesReadError = TimelapsesReadErrors[keyof TimelapsesReadErrors];

export type TimelapsesReadResponses = {
  /**
   * Here it is.
   */
  200: Timelapse;
};

export type TimelapsesReadResponse = TimelapsesReadResponses[keyof TimelapsesReadResponses];

export type TimelapsesVideoData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/timelapses/{id}/video';
};

export type TimelapsesVideoErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type TimelapsesVideoError = TimelapsesVideoErrors[keyof TimelapsesVideoErrors];

export type TimelapsesVideoResponses = {
  /**
   * Here it is.
   */
  200: unknown;
};

export type TimelapsesPosterData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/timelapses/{id}/poster';
};

export type TimelapsesPosterErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type TimelapsesPosterError = TimelapsesPosterErrors[keyof TimelapsesPosterErrors];

export type TimelapsesPosterResponses = {
  /**
   * Here it is.
   */
  200: unknown;
};

export type RetentionReadData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/retention';
};

export type RetentionReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type RetentionReadError = RetentionReadErrors[keyof RetentionReadErrors];

export type RetentionReadResponses = {
  /**
   * Here it is.
   */
  200: Retention;
};

export type RetentionReadResponse = RetentionReadResponses[keyof RetentionReadResponses];

export type RetentionChangeData = {
  body: RetentionPolicy;
  headers: {
    /**
     * The ETag of what is changed, as it was seen; * for whatever is there.
     */
    'if-match': string;
  };
  path?: never;
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/retention';
};

export type RetentionChangeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type RetentionChangeError = RetentionChangeErrors[keyof RetentionChangeErrors];

export type RetentionChangeResponses = {
  /**
   * Here it is.
   */
  200: Retention;
};

export type RetentionChangeResponse = RetentionChangeResponses[keyof RetentionChangeResponses];

export type RetentionPreviewData = {
  body: RetentionPolicy;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/retention/preview';
};

export type RetentionPreviewErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type RetentionPreviewError = RetentionPreviewErrors[keyof RetentionPreviewErrors];

export type RetentionPreviewResponses = {
  /**
   * Here it is.
   */
  200: RetentionPreview;
};

export type RetentionPreviewResponse = RetentionPreviewResponses[keyof RetentionPreviewResponses];

export type FramesUnpinData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/frames/{id}/pin';
};

export type FramesUnpinErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type FramesUnpinError = FramesUnpinErrors[keyof FramesUnpinErrors];

export type FramesUnpinResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type FramesUnpinResponse = FramesUnpinResponses[keyof FramesUnpinResponses];

export type FramesPinData = {
  body?: never;
  path: {
    id: string;
  };
  query?: never;
  url: '/v1/frames/{id}/pin';
};

export type FramesPinErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type FramesPinError = FramesPinErrors[keyof FramesPinErrors];

export type FramesPinResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type FramesPinResponse = FramesPinResponses[keyof FramesPinResponses];

export type OrganisationExportsListData = {
  body?: never;
  path?: never;
  query?: {
    page_size?: number;
    page_token?: string;
  };
  url: '/v1/organisation/exports';
};

export type OrganisationExportsListErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OrganisationExportsListError =
  OrganisationExportsListErrors[keyof OrganisationExportsListErrors];

export type OrganisationExportsListResponses = {
  /**
   * Here it is.
   */
  200: OrganisationExportPage;
};

export type OrganisationExportsListResponse =
  OrganisationExportsListResponses[keyof OrganisationExportsListResponses];

export type OrganisationExportsCreateData = {
  body: NewOrganisationExport;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/organisation/exports';
};

export type OrganisationExportsCreateErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OrganisationExportsCreateError =
  OrganisationExportsCreateErrors[keyof OrganisationExportsCreateErrors];

export type OrganisationExportsCreateResponses = {
  /**
   * It is under way.
   */
  202: Operation;
};

export type OrganisationExportsCreateResponse =
  OrganisationExportsCreateResponses[keyof OrganisationExportsCreateResponses];

export type OrganisationExportsFileData = {
  body?: never;
  path: {
    id: string;
  };
  query: {
    expires: number;
    signature: string;
  };
  url: '/v1/organisation/exports/{id}/file';
};

export type OrganisationExportsFileErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OrganisationExportsFileError =
  OrganisationExportsFileErrors[keyof OrganisationExportsFileErrors];

export type OrganisationExportsFileResponses = {
  /**
   * Here it is.
   */
  200: Blob | File;
};

export type OrganisationExportsFileResponse =
  OrganisationExportsFileResponses[keyof OrganisationExportsFileResponses];

export type OrganisationErasureCancelData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/organisation/erasure';
};

export type OrganisationErasureCancelErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OrganisationErasureCancelError =
  OrganisationErasureCancelErrors[keyof OrganisationErasureCancelErrors];

export type OrganisationErasureCancelResponses = {
  /**
   * It was done; there is nothing to show.
   */
  204: void;
};

export type OrganisationErasureCancelResponse =
  OrganisationErasureCancelResponses[keyof OrganisationErasureCancelResponses];

export type OrganisationErasureReadData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/v1/organisation/erasure';
};

export type OrganisationErasureReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OrganisationErasureReadError =
  OrganisationErasureReadErrors[keyof OrganisationErasureReadErrors];

export type OrganisationErasureReadResponses = {
  /**
   * Here it is.
   */
  200: ErasureState;
};

export type OrganisationErasureReadResponse =
  OrganisationErasureReadResponses[keyof OrganisationErasureReadResponses];

export type OrganisationErasureRequestData = {
  body: NewErasure;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/v1/organisation/erasure';
};

export type OrganisationErasureRequestErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type OrganisationErasureRequestError =
  OrganisationErasureRequestErrors[keyof OrganisationErasureRequestErrors];

export type OrganisationErasureRequestResponses = {
  /**
   * It was made.
   */
  201: ErasureState;
};

export type OrganisationErasureRequestResponse =
  OrganisationErasureRequestResponses[keyof OrganisationErasureRequestResponses];

export type AnalyticsCapturesData = {
  body?: never;
  path?: never;
  query?: {
    days?: number;
    site_id?: string;
    camera_id?: string;
  };
  url: '/v1/analytics/captures';
};

export type AnalyticsCapturesErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AnalyticsCapturesError = AnalyticsCapturesErrors[keyof AnalyticsCapturesErrors];

export type AnalyticsCapturesResponses = {
  /**
   * Here it is.
   */
  200: CaptureAccount;
};

export type AnalyticsCapturesResponse =
  AnalyticsCapturesResponses[keyof AnalyticsCapturesResponses];

export type AnalyticsReadData = {
  body?: never;
  path?: never;
  query?: {
    days?: number;
    by?: 'site' | 'device';
    site_id?: string;
  };
  url: '/v1/analytics';
};

export type AnalyticsReadErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type AnalyticsReadError = AnalyticsReadErrors[keyof AnalyticsReadErrors];

export type AnalyticsReadResponses = {
  /**
   * Here it is.
   */
  200: Analytics;
};

export type AnalyticsReadResponse = AnalyticsReadResponses[keyof AnalyticsReadResponses];

export type EventsStreamData = {
  body?: never;
  path?: never;
  query?: {
    /**
     * Where to resume: a cursor.
     */
    last_event_id?: string;
    /**
     * The same for a long poll, which it asks for.
     */
    after?: string;
    /**
     * Asks for a long poll: how many seconds it may wait for an event.
     */
    wait?: number;
    /**
     * Default: dashboard.
     */
    channels?: string;
    /**
     * Types, or beginnings (capture.*).
     */
    types?: string;
    site_id?: string;
    device_id?: string;
    camera_id?: string;
    /**
     * The least.
     */
    priority?: 'low' | 'normal' | 'high' | 'critical';
  };
  url: '/events';
};

export type EventsStreamErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type EventsStreamError = EventsStreamErrors[keyof EventsStreamErrors];

export type EventsStreamResponses = {
  /**
   * hello, then events; resumes after Last-Event-ID. A long poll answers one page.
   */
  200: unknown;
};

export type EventsTokenData = {
  body: StreamTokenRequest;
  path?: never;
  query?: never;
  url: '/auth/token';
};

export type EventsTokenErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type EventsTokenError = EventsTokenErrors[keyof EventsTokenErrors];

export type EventsTokenResponses = {
  /**
   * Here it is.
   */
  200: StreamToken;
};

export type EventsTokenResponse = EventsTokenResponses[keyof EventsTokenResponses];

export type EventsBroadcastData = {
  body: Broadcast;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path?: never;
  query?: never;
  url: '/broadcast';
};

export type EventsBroadcastErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type EventsBroadcastError = EventsBroadcastErrors[keyof EventsBroadcastErrors];

export type EventsBroadcastResponses = {
  /**
   * It is in the log, and on its way.
   */
  202: unknown;
};

export type EventsStatsData = {
  body?: never;
  path?: never;
  query?: never;
  url: '/stats';
};

export type EventsStatsErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type EventsStatsError = EventsStatsErrors[keyof EventsStatsErrors];

export type EventsStatsResponses = {
  /**
   * Here it is.
   */
  200: StreamStats;
};

export type EventsStatsResponse = EventsStatsResponses[keyof EventsStatsResponses];

export type DevicesRevokeData = {
  body: DeviceRevocation;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/devices/{id}/revoke';
};

export type DevicesRevokeErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type DevicesRevokeError = DevicesRevokeErrors[keyof DevicesRevokeErrors];

export type DevicesRevokeResponses = {
  /**
   * Here it is.
   */
  200: Device;
};

export type DevicesRevokeResponse = DevicesRevokeResponses[keyof DevicesRevokeResponses];

export type DevicesDecommissionData = {
  body: DeviceRevocation;
  headers?: {
    /**
     * Your own name for the request: sent again, it is answered and not done again.
     */
    'idempotency-key'?: string;
  };
  path: {
    id: string;
  };
  query?: {
    /**
     * true: change nothing, answer what would come of it.
     */
    dry_run?: 'true' | 'false';
  };
  url: '/v1/devices/{id}/decommission';
};

export type DevicesDecommissionErrors = {
  /**
   * It was refused; `code` says why.
   */
  '4XX': Problem;
  /**
   * It could not be done now.
   */
  '5XX': Problem;
};

export type DevicesDecommissionError = DevicesDecommissionErrors[keyof DevicesDecommissionErrors];

export type DevicesDecommissionResponses = {
  /**
   * Here it is.
   */
  200: Device;
};

export type DevicesDecommissionResponse =
  DevicesDecommissionResponses[keyof DevicesDecommissionResponses];
