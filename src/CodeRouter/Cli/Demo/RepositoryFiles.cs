namespace CodeRouter.Cli.Demo;

/// <summary>The small repository the demo works in: a parcel rating service with a rounding bug that no one has noticed yet.</summary>
internal static class RepositoryFiles
{
    public const string Root = "/home/dev/parcel";
    public const string Rates = "src/parcel/rates.py";
    public const string Models = "src/parcel/models.py";
    public const string Surcharges = "src/parcel/surcharges.py";
    public const string Quote = "src/parcel/quote.py";
    public const string Cli = "src/parcel/cli.py";
    public const string Server = "src/parcel/server.py";
    public const string Schemas = "src/parcel/schemas.py";
    public const string Dims = "src/parcel/dims.py";
    public const string Invoice = "src/parcel/invoice.py";
    public const string Readme = "README.md";
    public const string SurchargeTests = "tests/test_surcharges.py";
    public const string DimsTests = "tests/test_dims.py";

    public static Dictionary<string, string> AtStart() => new(StringComparer.Ordinal)
    {
        [Rates] = """
            from decimal import ROUND_HALF_UP, Decimal

            from .zones import zone_for

            CENT = Decimal("0.01")
            BASE = {1: Decimal("4.20"), 2: Decimal("6.80"), 3: Decimal("11.50")}
            PER_KG = {1: Decimal("0.90"), 2: Decimal("1.40"), 3: Decimal("2.75")}


            def rate_for(parcel, destination):
                zone = zone_for(destination)
                weight = parcel.billable_weight()
                price = BASE[zone] + PER_KG[zone] * weight
                return price.quantize(CENT, rounding=ROUND_HALF_UP)

            """,
        [Models] = """
            from dataclasses import dataclass
            from decimal import Decimal

            VOLUMETRIC_DIVISOR = 5000


            @dataclass(frozen=True)
            class Parcel:
                weight_kg: Decimal
                length_cm: int
                width_cm: int
                height_cm: int

                def billable_weight(self):
                    volumetric = Decimal(self.length_cm * self.width_cm * self.height_cm) / VOLUMETRIC_DIVISOR
                    heavier = max(self.weight_kg, volumetric)
                    return Decimal(round(heavier * 2)) / 2

            """,
        ["src/parcel/zones.py"] = """
            ZONES = {"DE": 1, "AT": 1, "FR": 2, "IT": 2, "PT": 2, "NO": 3, "IS": 3}
            REMOTE = {"IS-4", "NO-21", "PT-20", "PT-30", "FR-20"}


            def zone_for(destination):
                return ZONES[destination.country]


            def is_remote(destination):
                return destination.region in REMOTE

            """,
        [Quote] = """
            from dataclasses import dataclass
            from decimal import Decimal

            from .rates import rate_for


            @dataclass(frozen=True)
            class Quote:
                total: Decimal
                currency: str = "EUR"


            def quote(parcel, destination):
                return Quote(total=rate_for(parcel, destination))

            """,
        [Cli] = """
            import argparse

            from .dims import parse_dimensions
            from .models import Parcel
            from .places import parse_destination
            from .quote import quote


            def main(argv=None):
                parser = argparse.ArgumentParser(prog="parcel")
                parser.add_argument("destination", help="country or region, such as FR or PT-20")
                parser.add_argument("dimensions", help="LxWxH in cm")
                parser.add_argument("weight", help="weight in kg")
                args = parser.parse_args(argv)
                length, width, height = parse_dimensions(args.dimensions)
                parcel = Parcel(args.weight, length, width, height)
                result = quote(parcel, parse_destination(args.destination))
                print(f"{result.total} {result.currency}")

            """,
        [Server] = """
            from http import HTTPStatus

            from .web import App, json_response

            app = App()


            @app.get("/health")
            def health(request):
                return json_response({"status": "ok"}, HTTPStatus.OK)

            """,
        [Schemas] = """
            from dataclasses import dataclass


            class BadRequest(ValueError):
                pass


            @dataclass(frozen=True)
            class Health:
                status: str

            """,
        [Dims] = """
            import re

            PATTERN = re.compile(r"^\s*(\d+)\s*[xX]\s*(\d+)\s*[xX]\s*(\d+)\s*$")


            def parse_dimensions(text):
                match = PATTERN.match(text)
                if not match:
                    raise ValueError(f"not dimensions: {text!r}")
                length, width, height = (int(part) for part in match.groups())
                tmp = length * width * height
                if tmp == 0:
                    raise ValueError("a side is zero")
                return length, width, height

            """,
        [Invoice] = """
            from decimal import ROUND_HALF_UP, Decimal

            CENT = Decimal("0.01")


            def line_total(unit_price, quantity):
                return (unit_price * quantity).quantize(CENT, rounding=ROUND_HALF_UP)


            def vat(net, rate):
                return (net * rate).quantize(CENT, rounding=ROUND_HALF_UP)

            """,
        [Readme] = """
            # parcel

            Rates parcels by zone, weight and volume.

                python -m parcel FR 40x30x20 3.2

            ## Rules

            - The billable weight is the larger of weight and volume, in steps of half a kilogram.
            - Prices are in EUR and rounded once, to the cent.

            """,
        [SurchargeTests] = """
            from decimal import Decimal

            import pytest

            from parcel.models import Parcel
            from parcel.places import parse_destination
            from parcel.rates import rate_for

            EVEN = Parcel(Decimal("5.0"), 40, 30, 20)
            BOX = Parcel(Decimal("3.2"), 38, 30, 20)
            LIGHT = Parcel(Decimal("0.6"), 20, 15, 10)


            def test_mainland_pays_no_surcharge():
                assert rate_for(EVEN, parse_destination("FR")) == Decimal("13.80")


            def test_remote_region_pays_fee_and_weight():
                assert rate_for(BOX, parse_destination("FR-20")) == Decimal("19.90")


            def test_started_half_kilograms_count_in_full():
                assert rate_for(LIGHT, parse_destination("PT-20")) == Decimal("11.90")


            def test_unknown_region_is_an_error():
                with pytest.raises(KeyError):
                    rate_for(BOX, parse_destination("XX-1"))

            """,
    };
}
