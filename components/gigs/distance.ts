/** A point on the earth, in degrees. */
export type Place = { latitude: number; longitude: number };

const EARTH_KM = 6371;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Kilometres along the surface between two places (haversine). */
export function kilometresBetween(a: Place, b: Place): number {
  const dLat = radians(b.latitude - a.latitude);
  const dLng = radians(b.longitude - a.longitude);
  const h =
    Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLng / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** "under 1 km", "4 km away", "1,240 km away" */
export const formatDistance = (km: number): string =>
  km < 1 ? "under 1 km away" : `${Math.round(km).toLocaleString("en-US")} km away`;

/** Reads "38.72,-9.14"; undefined for anything else. */
export function readPlace(text: string | undefined): Place | undefined {
  const match = /^(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)$/.exec(text ?? "");
  if (!match) return undefined;
  const place = { latitude: Number(match[1]), longitude: Number(match[2]) };
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : undefined;
}
