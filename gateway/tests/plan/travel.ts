const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@external", "@shareable", "@requires", "@context", "@fromContext"
])`;

/** Contexts of objects, interfaces and unions, near and far above, nested, lists, some of them known to another subgraph alone. */
export const travelSubgraphs = {
  guide: `${link}
    interface Land @context(name: "land") { code: ID! tongue: String level: Int cities: [City] capital: City }
    type Country implements Land @key(fields: "code") { code: ID! tongue: String @external level: Int cities: [City] capital: City ruler: Person }
    type Island implements Land @key(fields: "code") { code: ID! tongue: String level: Int @external cities: [City] capital: City near: Country }
    union Home @context(name: "home") = Country | Island | City
    type City @key(fields: "id") @context(name: "city") { id: ID! tags: [String] size: Size quarters: [Quarter] inns: [Inn] best: Inn twin: City }
    type Size { width: Float unit: Unit }
    enum Unit { MILE KM }
    type Quarter { name: String inns: [Inn!] }
    type Inn @key(fields: "id") {
      id: ID!
      greeting(tongue: String @fromContext(field: "$land { tongue }"), loud: Boolean): String
      rank(level: Int @fromContext(field: "$land { level }")): Int
      sign(of: ID @fromContext(field: "$home ... on Country { code } ... on Island { code } ... on City { id }")): String
      about(list: [String] @fromContext(field: "$city { tags }"), width: Float @fromContext(field: "$city { size { width } }")): [String]
      around(names: [String] @fromContext(field: "$city { quarters { name } }")): Int
      keeper(level: Int @fromContext(field: "$land { level }")): Person
      next: Inn
    }
    type Person @key(fields: "id") { id: ID! hello(tongue: String @fromContext(field: "$land { tongue }")): String badge(of: ID @fromContext(field: "$home ... on Country { code } ... on Island { code } ... on City { id }")): String stays: [City] }
    type Query { countries: [Country!]! land(code: ID!): Land home: Country }
    type Mutation { found(code: ID!): Country }
  `,
  facts: `${link}
    type Country @key(fields: "code") { code: ID! tongue: String people: [Person!] }
    type Island @key(fields: "code") { code: ID! level: Int harbour: City }
    type City @key(fields: "id") { id: ID! mayor: Person }
    type Inn @key(fields: "id") { id: ID! stars: Int owner: Person }
    type Person @key(fields: "id") { id: ID! name: String! lives: City friends(first: Int): [Person] }
    type Query { islands: [Island] farthest: Country! }
  `,
};
