import type { Quantity } from '@eyrie/contracts';

interface QuantityText {
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  /** Null: what is interesting is how it moves, not how far it is from nothing. */
  readonly bottom: number | null;
}

/** Quantities of the weather as people say them. */
export const quantityTexts: Readonly<Record<Quantity, QuantityText>> = {
  temperature_c: { label: 'Temperature', unit: '°C', digits: 1, bottom: null },
  dew_point_c: { label: 'Dew point', unit: '°C', digits: 1, bottom: null },
  humidity_percent: { label: 'Humidity', unit: '%', digits: 0, bottom: 0 },
  pressure_hpa: { label: 'Pressure', unit: 'hPa', digits: 1, bottom: null },
  wind_speed_ms: { label: 'Wind', unit: 'm/s', digits: 1, bottom: 0 },
  wind_gust_ms: { label: 'Gusts', unit: 'm/s', digits: 1, bottom: 0 },
  wind_direction_deg: { label: 'Wind from', unit: '°', digits: 0, bottom: 0 },
  rain_mm_per_hour: { label: 'Rain', unit: 'mm/h', digits: 1, bottom: 0 },
  snow_depth_cm: { label: 'Snow', unit: 'cm', digits: 0, bottom: 0 },
  cloud_cover_percent: { label: 'Clouds', unit: '%', digits: 0, bottom: 0 },
  illuminance_lux: { label: 'Light', unit: 'lx', digits: 0, bottom: 0 },
};
